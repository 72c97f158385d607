# What a developer runs. Everything beyond Go, gcc, make, git, Node and npm is
# fetched by these targets, pinned.

STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.7.0
BIN = clerkvet
FUZZTIME ?= 20s

.PHONY: demo build test lint bench fuzz

build:
	CGO_ENABLED=1 go build -o $(BIN) ./cmd/clerkvet

# demo builds the tool and audits the embedded example, which has planted
# problems: exit code 1 (findings) is what it should end with.
demo: build
	./$(BIN) audit testdata/example; test $$? -eq 1

test:
	go test ./...

lint:
	test -z "$$(gofmt -l analyzers cmd rules sarif .ci | tee /dev/stderr)"
	go vet ./...
	go run $(STATICCHECK) ./...

# BENCH_REPO=DIR adds a repository of your own.
bench:
	go test -run '^$$' -bench . -benchmem ./...

fuzz:
	@for pkg in $$(go list ./...); do \
	  for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "$$pkg $$target"; go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
	  done; \
	done
