package driver

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"runtime"
	"strings"
)

// A unit is a package while it is worked on. It is the big thing: syntax, type
// information and, through the results of analyzers, SSA. Nothing outside the
// worker may keep it.
type unit struct {
	*node
	files  []*ast.File
	types  *types.Package
	info   *types.Info // nil if only types were wanted
	errors packageErrors
	ran    []ran

	silenced   []Silenced
	directives []Directive

	// soft is set if there are errors that take nothing from what the code
	// means, such as a variable that is not used. In a Session only: people
	// write the declaration first.
	soft bool

	// mended: some bodies are not those of the files, and positions not those
	// of what the user sees. Also in a Session only.
	mended mapping

	// failed is set if an analyzer did, factless if that was one with facts.
	failed, factless bool
}

// checkTypes parses and type-checks n from source. imported returns what an
// import path in n means, read what is in a file.
func checkTypes(n *node, fset *token.FileSet, read func(name string) ([]byte, error), imported func(path string) (*types.Package, error)) *unit {
	u := &unit{node: n, errors: packageErrors{list: n.Errors}}
	if n.PkgPath == "unsafe" {
		u.types, u.info = types.Unsafe, newInfo()
		return u
	}
	u.parse(fset, read)

	config := &types.Config{
		Importer: importerFunc(imported),
		// Bodies matter only to analyzers.
		IgnoreFuncBodies: n.role == typesOnly,
		Sizes:            n.TypesSizes,
		Error: func(err error) {
			if err, ok := err.(types.Error); ok {
				if err.Soft && n.live != nil && n.live.open {
					u.soft = true
					return
				}
				u.errors.types = append(u.errors.types, err)
			}
		},
	}
	if n.goVersion != "" {
		config.GoVersion = "go" + n.goVersion
	}
	if n.role != typesOnly {
		u.info = newInfo()
	}
	// The name comes from the go command, so that files which disagree about it
	// are an error in the files.
	u.types = types.NewPackage(n.PkgPath, n.Name)
	err := types.NewChecker(config, fset, u.types, u.info).Files(u.files)
	if err != nil && len(u.errors.types) == 0 && !u.soft {
		// Refused before the first file: the module wants a newer Go.
		msg := err.Error()
		if strings.Contains(msg, "newer Go version") {
			msg += fmt.Sprintf(": rebuild asynclint, made with %s, with that toolchain", runtime.Version())
		}
		u.errors.types = append(u.errors.types, types.Error{Fset: fset, Msg: msg})
	}
	return u
}

// parse reads the files in order, so that positions within a package compare
// the same in each run.
func (u *unit) parse(fset *token.FileSet, read func(name string) ([]byte, error)) {
	mode := parser.AllErrors | parser.SkipObjectResolution
	if u.role != typesOnly {
		mode |= parser.ParseComments
	}
	if u.live != nil && u.role == full {
		u.live.parse(u, fset, mode, read)
		return
	}
	for _, name := range u.CompiledGoFiles {
		src, err := read(name)
		if err == nil {
			var file *ast.File
			file, err = parser.ParseFile(fset, name, src, mode)
			if file != nil {
				u.files = append(u.files, file)
			}
		}
		if err != nil {
			u.errors.parse = append(u.errors.parse, err)
		}
	}
}

// importIn finds what an import path means in n: one of its direct
// dependencies, where test variants have taken the place of what they replace.
func (r *run) importIn(n *node) func(path string) (*types.Package, error) {
	return func(path string) (*types.Package, error) {
		if path == "unsafe" {
			return types.Unsafe, nil
		}
		p := n.Imports[path]
		if p == nil {
			return nil, errors.New("the go command did not find it")
		}
		if dep := r.nodes[p]; dep != nil && dep.types != nil {
			return dep.types, nil
		}
		return nil, errors.New("it was not type-checked")
	}
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

func newInfo() *types.Info {
	return &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Instances:    make(map[*ast.Ident]types.Instance),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		Scopes:       make(map[ast.Node]*types.Scope),
		FileVersions: make(map[*ast.File]string),
	}
}
