package visitor

import (
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// Clients of databases have more methods than the usual ones. What those do that no list
// names, the beginning of their names says: dropDatabase, deleteAllDocuments.

var (
	deletesMore = regexp.MustCompile(`^(delete|drop|truncate|flush|clear|wipe|destroy|recursiveDelete)([A-Z]\w*|db|all)?$`)
	removesMore = regexp.MustCompile(`^(remove)(Document|Object|Record|Item|Row|Collection|Index|Point|User|Member|File|Vertex|Edge|All)\w*$`)
	writesMore  = regexp.MustCompile(`^(insert|upsert|increment|partialUpdate|publish|send)[A-Z]\w*$|^(create|update|add|save|set|replace)(Document|Object|Record|Item|Row|Collection|Table|Column|Point|Payload|Bucket|File|User|Membership|Synonym|Rule)\w*$|^(send|sync|notify)$`)
	// placesOnly are such names that only say what is to be done, or are of what listens.
	placesOnly = set("deleteField removeItemListener createTableBuilder createUserContent sendable clearTimeout insertSchema")
)

// keyCommands are the commands of Redis that change something and have names of their own.
var keyCommands = set(`hmset hsetnx hincrby hincrbyfloat incrbyfloat setnx psetex getset zincrby zremrangebyscore zremrangebyrank zpopmin zpopmax lset ltrim
	lrem linsert lpop rpop spop rpoplpush lmove smove xadd xdel xtrim xack flushdb pfadd geoadd expireat pexpire pexpireat persist setbit bitfield
	eval evalsha sendcommand call renamenx restore unlink`)

// keyStore matches the clients of Redis.
var keyStore = regexp.MustCompile(`^(ioredis|redis|@upstash/redis|@vercel/kv)#`)

// compoundVerb is what a method of a database's client does that is in no list, if its
// name, or what it is given, says so.
func (m *run) compoundVerb(c *call, name string) (Verb, bool) {
	if c.isNew || strings.HasSuffix(c.path, "#"+name) || placesOnly[name] {
		return Write, name == "migrate" && strings.HasPrefix(c.path, "drizzle-orm/")
	}
	switch command := strings.HasPrefix(c.path, "@aws-sdk/"); {
	case strings.Contains(c.path, ".auth.") && !strings.Contains(c.path, ".admin."):
		return "", false // by the visitor's own session
	case command && name == "send" && asksOnly(c.arg(0)):
		return Read, true
	case keyStore.MatchString(c.path):
		return Write, keyCommands[strings.ToLower(name)]
	case name == "batch" || name == "executeMultiple":
		return Write, batchChanges(c.at.Argument(0))
	case deletesMore.MatchString(name), removesMore.MatchString(name):
		return Delete, true
	}
	return Write, writesMore.MatchString(name)
}

// batchChanges reports whether a list of statements holds one that changes something.
func batchChanges(list js.Node) bool {
	if list = list.Unwrap(); list.Is(js.String, js.TemplateString) {
		return changes(strings.Trim(list.Text(), "`'\""), changing) != ""
	}
	return slices.ContainsFunc(slices.Collect(list.Descendants()), func(n js.Node) bool {
		return n.Is(js.String, js.TemplateString) && changes(strings.Trim(n.Text(), "`'\""), changing) != ""
	})
}

// givenText are the methods that a client is given a statement with.
var givenText = set("query execute command exec run unsafe")

// sendsMore matches methods of clients of packages that are not known which send something
// to others.
var sendsMore = regexp.MustCompile(`^(send|publish)([A-Z]\w*)?$|^(delete|drop|exec)[A-Z]\w*$`)

// sends reports whether a method of something that a package made that is not known sends
// something, or does away with it.
func sends(c *call, name string) bool {
	return sendsMore.MatchString(name) && !strings.HasSuffix(c.path, "#"+name) && name != "deleteProperty" && name != "sendStatus"
}
