# What a developer runs. Everything beyond Go, gcc, make, git, Node and npm is
# fetched by these targets, pinned.

STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.7.0
BIN = clerkvet
FUZZTIME ?= 20s

.PHONY: demo build test lint bench bench-peers fuzz

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

# BENCH_DIR=DIR adds a repository of your own.
bench:
	go test -run '^$$' -bench . -benchmem ./...

# bench-peers times whole runs against oxlint, ast-grep, ripgrep and gitleaks, on
# generated trees and on BENCH_DIR. What is missing is installed or told.
bench-peers: build
	@trees=$$(mktemp -d) && trap 'rm -rf "$$trees"' EXIT && export CGO_ENABLED=1 && \
	GENERATE="$$trees/small" go test -count=1 -run TestWriteGenerated ./cmd/internal/cli > /dev/null && \
	GENERATE="$$trees/large" GENERATE_TIMES=4 go test -count=1 -run TestWriteGenerated ./cmd/internal/cli > /dev/null && \
	go run ./.ci/peers -install "$$trees/small" "$$trees/large" "$(BENCH_DIR)"

# fuzz runs every fuzz target for FUZZTIME. Inputs are minimised by count, as by
# time that takes most of it; and go test may call the end of the time a failure
# (golang.org/issue/48591), which only one with a failing input is.
fuzz:
	@log=$$(mktemp) && trap 'rm -f "$$log"' EXIT && for pkg in $$(go list ./...); do \
	  for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "$$pkg $$target"; \
	    go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$pkg > $$log 2>&1 || \
	      if ! grep -q '^ *context deadline exceeded$$' $$log || grep -q 'Failing input' $$log; then cat $$log; exit 1; fi; \
	  done; \
	done
