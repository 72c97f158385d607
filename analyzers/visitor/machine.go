package visitor

import (
	"math"
	"runtime"
	"sync"

	"github.com/Masterminds/semver/v3"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/pathmatch"
	"clerkvet/analyzers/source"
)

// A Machine answers what visitors get from an app. It works when first asked,
// and is safe for concurrent use.
type Machine struct {
	app         *next.App
	clerk       *semver.Version
	clerkShared *semver.Version
	clerkMajor  uint64
	strict      bool // in tests: a failure of the machine itself panics

	table   *tables
	classes map[string]class

	// answered works the resources out, once. After a failure it fails again: no
	// rule may take what was not asked for what is not there.
	answered  func()
	resources []*Resource

	patternsOnce sync.Once
	patterns     []*RoutePattern

	mu       sync.Mutex
	idle     idle
	journeys map[asked]journey
	walked   bool // visitors were led through everything

	globalsOnce sync.Once
	globals     map[string][]js.Node // what writes parts of globalThis, by name

	calledOnce sync.Once
	called     map[*next.Module]bool // see loadedAhead

	surfaces []*Resource // with the layouts that deny nobody
	guards   []*Resource // the layouts that turn a signed-out visitor away

	policy   *Policy                          // what the project declares; nil for nothing
	deployed func(variable, text string) bool // see Deployed

	other     *Machine // of which answers may be taken; nil for none
	alike     func(path string) bool
	untouched func(path string) bool // see Spare
	twinsOnce sync.Once
	twins     map[resourceKey]*Resource
	spoiled   map[*next.Module]bool // whose state a module that differs may write, and who imports one
}

// New returns the machine of an app.
func New(app *next.App) *Machine {
	m := &Machine{app: app, clerkMajor: 7, classes: classTable(), journeys: map[asked]journey{}}
	m.clerk = clerkVersion(app)
	m.clerkShared = app.Versions.Of("@clerk/shared")
	if m.clerk != nil {
		m.clerkMajor = m.clerk.Major()
	}
	m.answered = sync.OnceFunc(m.answerAll)
	m.table = &tables{functions: map[string]summary{}}
	for _, part := range []map[string]summary{arrayMethods(), tableMethods(), arrayChanges(), textMethods(), partSummaries(), textFunctions(), globalFunctions(),
		webFunctions(), reflection(), emitters(), clerkFunctions(), checkFunctions(), asyncStorage(), rpcHelpers(), adapterFunctions()} {
		for path, f := range part {
			m.table.functions[path] = f
		}
	}
	return m
}

// clerkVersion is the version of @clerk/nextjs that the app runs with, which
// in a monorepo may stand in another package.
func clerkVersion(app *next.App) *semver.Version {
	if v := app.Versions.Of("@clerk/nextjs"); v != nil {
		return v
	}
	return nil
}

// A worker holds what the questions of one goroutine share.
type worker struct {
	*Machine
	statements  *byKind[statement]
	simple      *byKind[simple]
	expressions *byKind[evaluator]
	modules     map[string]*module
	initialized map[*cell][]outcome   // the variables of modules
	portraits   map[js.Node]*portrait // of functions: nil of those that are not impartial
	lessons     map[js.Node]int       // the functions that are being learned, by depth from 1
	leans       int                   // the least depth of one of them that was taken for impartial
	matchers    map[string]*pathmatch.RouteMatcher
	decidedPure []js.Node
	tests       map[string]*pathmatch.RouteMatcher // of regular expressions, by flags and source; nil of those that are none
	regexps     map[string]*pathmatch.Regexp       // so where the parts of a match matter
	quietNodes  map[js.Node]bool
	varless     map[js.Node]bool
	nests       map[js.Node]*nest
	pureNodes   map[js.Node]bool
	pureCircles map[js.Node]bool    // so, as parts of functions that call themselves
	circles     map[js.Node]bool    // functions that call themselves
	pure        *map[js.Node]bool   // that of the two that is asked
	fillers     map[js.Node]js.Node // functions that only compute but for what they put into a store, by where they do so
	variables   map[string]value
	callNames   map[js.Node]callName
	names       map[nameTest]bool
	fills       map[js.Node]map[string][]js.Node // of modules, by the name of what is filled
	calls       map[js.Node]map[string][]js.Node // of modules, by the last name of what is called
	functions   map[js.Node]map[string][]js.Node // of modules, by the name that they are called by
	atLoad      map[js.Node]bool                 // functions that are called while modules load
	asking      map[js.Node]bool                 // functions that ask who is there
	makers      map[js.Node]bool                 // the bodies of loops that make functions
	declarators map[*cell]js.Node                // of the variables of modules that may be written
	kept        map[keptValue]value              // what these hold where another request may have set them
	ambient     value                            // globalThis
	ambients    map[string]value                 // what it may hold from before
	cachedNodes map[js.Node]bool                 // functions that React remembers for a request
	left        []*frame                         // frames to be used again
	trails      [][]done                         // so are lists of changes
	sweeps      int32                            // how many lists of changes were looked through
	through     *path                            // of the middleware that is asked: the first way on which it lets the visitor through
	shared      map[eventKey]*Event              // what the middleware asked
	gateURL     string                           // that the middleware is asked about
	gates       start                            // how the middleware is walked first
	vague       bool                             // so, whether what is not known with its paths joined is not known otherwise
	begun       start                            // how the middleware that was asked would have been walked best
	unsettled   bool                             // so, whether it is not known in the end if it lets the visitor through
	proof       []*Event                         // of the question that is asked: the first path that reached something for sure
	heavy       map[js.Node]bool                 // so, the functions that took most of a walk's steps and did not end
	behind      []procedure                      // what was found behind the adapters of the handler that is asked
}

func (m *Machine) worker() *worker {
	return &worker{Machine: m, shared: map[eventKey]*Event{}, names: map[nameTest]bool{}, fills: map[js.Node]map[string][]js.Node{}, calls: map[js.Node]map[string][]js.Node{}, functions: map[js.Node]map[string][]js.Node{}, atLoad: map[js.Node]bool{}, asking: map[js.Node]bool{}, statements: ofKinds(statements()), simple: ofKinds(simpleStatements()), expressions: ofKinds(expressions()), modules: map[string]*module{},
		initialized: map[*cell][]outcome{}, portraits: map[js.Node]*portrait{}, lessons: map[js.Node]int{}, leans: math.MaxInt, matchers: map[string]*pathmatch.RouteMatcher{}, tests: map[string]*pathmatch.RouteMatcher{}, regexps: map[string]*pathmatch.Regexp{}, quietNodes: map[js.Node]bool{}, varless: map[js.Node]bool{}, nests: map[js.Node]*nest{}, pureNodes: map[js.Node]bool{}, pureCircles: map[js.Node]bool{}, circles: map[js.Node]bool{}, fillers: map[js.Node]js.Node{}, variables: map[string]value{}, callNames: map[js.Node]callName{}, cachedNodes: map[js.Node]bool{}, makers: map[js.Node]bool{}, declarators: map[*cell]js.Node{}, kept: map[keptValue]value{}, ambients: map[string]value{}}
}

// byKind holds something for kinds of nodes: it is looked up for every node that is
// evaluated.
type byKind[T any] [math.MaxUint8 + 1]T

func ofKinds[T any](of map[js.Kind]T) *byKind[T] {
	var list byKind[T]
	for kind, x := range of {
		list[kind] = x
	}
	return &list
}

// idle are the workers that have nothing to do. What they have learned of modules
// and functions serves what they are asked next.
type idle struct {
	mu      sync.Mutex
	workers []*worker
}

func (m *Machine) hire() *worker {
	m.idle.mu.Lock()
	defer m.idle.mu.Unlock()
	last := len(m.idle.workers) - 1
	if last < 0 {
		return m.worker()
	}
	w := m.idle.workers[last]
	m.idle.workers = m.idle.workers[:last]
	return w
}

func (m *Machine) release(w *worker) {
	m.idle.mu.Lock()
	defer m.idle.mu.Unlock()
	m.idle.workers = append(m.idle.workers, w)
}

// each runs the work for 0 to n-1 on every processor, each with a worker of its
// own. What panics there panics here, where the rule that asked is known.
func (m *Machine) each(n int, work func(w *worker, i int)) {
	var wg sync.WaitGroup
	var failure error
	var once sync.Once
	jobs := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			w := m.hire()
			defer m.release(w)
			for i := range jobs {
				if err := source.Contain("answer", func() error { work(w, i); return nil }); err != nil {
					once.Do(func() { failure = err })
				}
			}
		}()
	}
	for i := range n {
		jobs <- i
	}
	close(jobs)
	wg.Wait()
	if failure != nil {
		panic(failure)
	}
}
