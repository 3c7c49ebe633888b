package cli

import (
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/output"
)

// completion prints a script that makes a shell complete our flags. Libraries
// for this come with a flag parser of their own; ours is the standard one, and
// the scripts are short.
func (c Command) completion(args []string) int {
	shells := map[string]func() string{"bash": c.bash, "zsh": c.zsh, "fish": c.fish}
	if len(args) == 1 && shells[args[0]] != nil {
		fmt.Fprint(c.Stdout, shells[args[0]]())
		return Clean
	}
	return c.fail(fmt.Errorf("asynclint completion wants a shell: bash, fish or zsh"))
}

// A completedFlag is a flag with what may follow it.
type completedFlag struct {
	*flag.Flag
	usage  string   // in a few words
	bool   bool     // takes no argument
	values []string // what the argument may be, if that can be listed
}

func (c Command) completedFlags() []completedFlag {
	var names, tiers []string
	for _, check := range c.Suite {
		names = append(names, check.Name())
	}
	for _, t := range analyzers.Tiers {
		tiers = append(tiers, string(t))
	}
	values := map[string][]string{
		"checks":  append([]string{"all", "default"}, names...),
		"explain": append([]string{"patterns"}, names...),
		"f":       output.Names,
		"fail":    slices.Concat([]string{"all", "none"}, tiers, names),
		"tier":    tiers,
	}
	var all []completedFlag
	flagSet(new(options)).VisitAll(func(f *flag.Flag) {
		_, usage := flag.UnquoteUsage(f)
		usage, _, _ = strings.Cut(strings.ReplaceAll(usage, "\n", " "), ":")
		b, ok := f.Value.(interface{ IsBoolFlag() bool })
		all = append(all, completedFlag{f, usage, ok && b.IsBoolFlag(), values[f.Name]})
	})
	return all
}

func (c Command) bash() string {
	var flags, cases strings.Builder
	for _, f := range c.completedFlags() {
		fmt.Fprintf(&flags, " -%s", f.Name)
		if len(f.values) > 0 {
			fmt.Fprintf(&cases, "        -%s) COMPREPLY=($(compgen -W %q -- \"$cur\")); return ;;\n", f.Name, strings.Join(f.values, " "))
		}
	}
	return fmt.Sprintf(`# In ~/.bashrc: source <(asynclint completion bash)
_asynclint() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
    # "-f=json" is three words to bash.
    [[ $cur == "=" ]] && cur=
    [[ $prev == "=" ]] && prev=${COMP_WORDS[COMP_CWORD-2]}
    case $prev in
%s    esac
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W %q -- "$cur"))
    else
        COMPREPLY=($(compgen -d -- "$cur"))
    fi
}
complete -F _asynclint asynclint
`, cases.String(), strings.TrimSpace(flags.String()))
}

func (c Command) zsh() string {
	var b strings.Builder
	b.WriteString("#compdef asynclint\n# In ~/.zshrc, behind compinit: source <(asynclint completion zsh)\n_asynclint() {\n    _arguments \\\n")
	quote := strings.NewReplacer("'", `'\''`, "[", `\[`, "]", `\]`, ":", `\:`).Replace
	for _, f := range c.completedFlags() {
		spec := fmt.Sprintf("-%s[%s]", f.Name, quote(f.usage))
		switch {
		case f.bool:
		case len(f.values) > 0:
			spec = strings.Replace(spec, "[", "=[", 1) + ":value:(" + strings.Join(f.values, " ") + ")"
		default:
			spec = strings.Replace(spec, "[", "=[", 1) + ":value:"
		}
		fmt.Fprintf(&b, "        '%s' \\\n", spec)
	}
	b.WriteString("        '*:package:_files -/'\n}\ncompdef _asynclint asynclint\n")
	return b.String()
}

func (c Command) fish() string {
	var b strings.Builder
	b.WriteString("# In ~/.config/fish/config.fish: asynclint completion fish | source\n")
	quote := strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace
	for _, f := range c.completedFlags() {
		fmt.Fprintf(&b, "complete -c asynclint -o %s -d '%s'", f.Name, quote(f.usage))
		switch {
		case f.bool:
		case len(f.values) > 0:
			fmt.Fprintf(&b, " -x -a '%s'", strings.Join(f.values, " "))
		default:
			b.WriteString(" -r")
		}
		b.WriteByte('\n')
	}
	return b.String()
}
