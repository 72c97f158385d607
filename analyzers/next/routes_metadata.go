package next

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// metadataFiles are the conventions for files that become routes with
// metadata (next@13.5.11 to 16.4.6 lib/metadata/is-metadata-route).
var metadataFiles = []struct {
	name      string
	static    []string // extensions of files that are served as they are
	generated bool     // may also be code, with a page extension
	root      bool     // directly in app only
	numbered  bool     // may have one digit behind the name
}{
	{"favicon", []string{"ico"}, false, true, false},
	{"robots", []string{"txt"}, true, true, false},
	{"manifest", []string{"webmanifest", "json"}, true, true, false},
	{"sitemap", []string{"xml"}, true, false, false},
	{"icon", []string{"ico", "jpg", "jpeg", "png", "svg"}, true, false, true},
	{"apple-icon", []string{"jpg", "jpeg", "png"}, true, false, true},
	{"opengraph-image", []string{"jpg", "jpeg", "png", "gif"}, true, false, true},
	{"twitter-image", []string{"jpg", "jpeg", "png", "gif"}, true, false, true},
}

// metadata returns the convention that a file below app follows; "" for none.
func (a *App) metadata(rel string) (name string, static bool) {
	base := path.Base(rel)
	for _, f := range metadataFiles {
		rest, ok := strings.CutPrefix(base, f.name)
		if !ok || f.root && path.Dir(rel) != "." {
			continue
		}
		if f.numbered && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			rest = rest[1:]
		}
		ext, ok := strings.CutPrefix(rest, ".")
		switch {
		case !ok:
		case slices.Contains(f.static, ext):
			return f.name, true
		case f.generated && slices.Contains(a.pageExtensions(), ext):
			return f.name, false
		}
	}
	return "", false
}

// generatesMany reports whether a metadata file makes several routes, each
// with an id.
func generatesMany(m *Module) bool {
	switch strings.TrimRight(stem(m.Path), "0123456789") {
	case "sitemap", "icon", "apple-icon", "opengraph-image", "twitter-image":
	default:
		return false
	}
	syntax, err := m.Syntax()
	if err != nil {
		return false
	}
	_, images := syntax.Names().Exports["generateImageMetadata"]
	_, sitemaps := syntax.Names().Exports["generateSitemaps"]
	return images || sitemaps
}

// metadataKey returns the page key of a metadata file; page is its path below
// app, without the extension if it is code. From 15 on, only files that
// generate many have an id (next@14.2.35 and 16.4.6 lib/metadata/get-metadata-route).
func metadataKey(page string, static, many, from15 bool) string {
	dir, name := path.Split(page)
	dir = path.Clean(dir)
	ext := path.Ext(name)
	name = strings.TrimSuffix(name, ext)
	switch {
	case page == "/robots":
		ext = ".txt"
	case page == "/manifest":
		ext = ".webmanifest"
	case !from15 && name+ext == "sitemap":
		ext = ".xml"
	case from15 && name == "sitemap":
		if ext == "" && !many {
			ext = ".xml"
		}
	default:
		name += groupSuffix(dir, from15)
	}
	id := ""
	switch {
	case from15 && many:
		id = "[__metadata_id__]"
	case !from15 && !static && page != "/robots" && page != "/manifest":
		id = "[[...__metadata_id__]]"
	}
	return path.Join(dir, name+ext, id, "route")
}

// groupSuffix returns the hash that keeps the images of several groups apart.
func groupSuffix(dir string, from15 bool) string {
	special := strings.Contains(dir, "(") && strings.Contains(dir, ")") || strings.Contains(dir, "@")
	if from15 {
		special = slices.ContainsFunc(strings.Split(dir, "/"), func(part string) bool {
			return isGroup(part) || strings.HasPrefix(part, "@") && part != "@children"
		})
	}
	if !special {
		return ""
	}
	hash := uint32(5381)
	for _, unit := range utf16.Encode([]rune(dir)) {
		hash = hash<<5 + hash + uint32(unit)
	}
	text := strconv.FormatUint(uint64(hash), 36)
	return "-" + text[:min(6, len(text))]
}
