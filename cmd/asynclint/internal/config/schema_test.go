package config_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/config"
)

const docs = "../../../../docs/"

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(docs + "asynclint-config.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// keys are the keys that a struct takes in YAML.
func keys(typ reflect.Type) []string {
	var all []string
	for f := range typ.Fields() {
		switch tag := f.Tag.Get("yaml"); tag {
		case "-":
		case ",inline":
			all = append(all, keys(f.Type)...)
		default:
			all = append(all, tag)
		}
	}
	slices.Sort(all)
	return all
}

// TestSchemaKeys: the schema and the decoder know the same keys.
func TestSchemaKeys(t *testing.T) {
	s := schema(t)
	var described []string
	for key := range s.Properties {
		described = append(described, key)
	}
	slices.Sort(described)
	if want := keys(reflect.TypeFor[config.Config]()); !slices.Equal(described, want) {
		t.Errorf("the schema has %v, the decoder %v", described, want)
	}
}

// TestSchema: the schema takes what the decoder takes, with the suite that it
// was made for, and refuses what it refuses, as far as a schema can tell.
func TestSchema(t *testing.T) {
	s := schema(t)
	for _, text := range []string{
		"{}",
		"checks: default,-sleepctx",
		"checks: [all, -sleepctx]",
		"checks:",
		"tier: bug",
		"tests: false",
		"tags: a,b",
		"go: 1.22",
		"go: '1.22'",
		"matrix: [linux, windows/amd64+x]",
		"exclude: [./gen/..., {path: x, checks: sleepctx}, {path: y, checks: [sleepctx]}]",
		"severity: {sleepctx: advice}",
		"fail: [bug, -sleepctx]",
		"fail: none",
		"baseline: x.json",
		"check: all !",
		"checks: [nosuch] !",
		"checks: {a: b} !",
		"tier: bugs !",
		"tests: maybe !",
		"exclude: [{checks: sleepctx}] !",
		"exclude: [{path: x, check: sleepctx}] !",
		"exclude: x !",
		"severity: {nosuch: bug} !",
		"severity: {sleepctx: error} !",
		"[] !",
	} {
		text, wrong := strings.CutSuffix(text, " !")
		var v any
		if err := yaml.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(v); (err != nil) != wrong {
			t.Errorf("%s: the schema says %v", text, err)
		}
		dir := t.TempDir()
		if _, err := config.Read(write(t, dir, text), dir, analyzers.Suite()); (err != nil) != wrong {
			t.Errorf("%s: the decoder says %v", text, err)
		}
	}
}

// TestExample: what the documentation shows is taken.
func TestExample(t *testing.T) {
	page, err := os.ReadFile(docs + "configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), "```yaml\n# yaml-language-server")
	example, _, ok2 := strings.Cut(rest, "```")
	if !ok || !ok2 {
		t.Fatal("no example in docs/configuration.md")
	}
	dir := t.TempDir()
	c, err := config.Read(write(t, dir, "# yaml-language-server"+example), dir, analyzers.Suite())
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := yaml.Unmarshal([]byte(example[strings.Index(example, "\n"):]), &v); err != nil {
		t.Fatal(err)
	}
	if err := schema(t).Validate(v); err != nil {
		t.Error(err)
	}
	for _, key := range keys(reflect.TypeOf(*c)) {
		if _, shown := v.(map[string]any)[key]; !shown {
			t.Errorf("the example does not show %s", key)
		}
	}
	if name := filepath.Join(docs, "configuration.md"); !strings.Contains(string(page), "asynclint-config.schema.json") {
		t.Errorf("%s does not mention the schema", name)
	}
}
