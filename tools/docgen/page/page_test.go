package page

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/tools/docgen/starlark"
)

// Symbols, attributes and fields are given out of order.
var modules = []*starlark.Module{
	{
		File: "@calc//rules:defs.bzl",
		Doc:  "Rules.\n\nAll of them.",
		Rules: []starlark.Rule{
			{
				Name: "calc_test", Doc: "Tests a library. In lib<name>.so.", Test: true, Executable: true, Provides: []string{"AInfo", "BInfo"},
				Attributes: []starlark.Attribute{
					{Name: "b", Type: "list[string]", Default: "[]", Doc: "Either a|b\nor c."},
					{Name: "a", Type: "Label", Default: "None", Doc: "A.", Providers: [][]string{{"AInfo", "BInfo"}, {"CInfo"}}},
					{Name: "library", Type: "Label", Mandatory: true, Doc: "What."},
					{Name: "name", Type: "string", Mandatory: true, Doc: "A name."},
				},
			},
			{Name: "calc_run", Doc: "Runs.", Executable: true},
			{Name: "calc_rule", Doc: "Is."},
		},
		Functions: []starlark.Function{
			{Name: "answer", Doc: "Answers.", Returns: "(int) 42.", Deprecated: "Think."},
			{
				Name: "calc", Doc: "Makes.", Parameters: []starlark.Parameter{
					{Name: "name", Type: "string", Mandatory: true, Doc: "Target."},
					{Name: "deps", Type: "list[Label]", Default: "[]", Doc: "Dependencies."},
					{Name: "**kwargs", Doc: "Rest."},
				},
			},
		},
	},
	{
		File: "@calc//rules:providers.bzl",
		Doc:  "Providers.",
		Providers: []starlark.Provider{{
			Name: "CalcInfo", Doc: "Result.",
			Fields: []starlark.Field{{Name: "z", Type: "File", Doc: "Z."}, {Name: "y", Type: "depset[File]", Doc: "Y."}},
		}},
	},
}

// Backticks are written as ' here.
const want = opening + `| ['calc'](#calc) | macro | Makes. |
| ['calc_rule'](#calc_rule) | rule | Is. |
| ['calc_run'](#calc_run) | executable rule | Runs. |
| ['calc_test'](#calc_test) | test rule | Tests a library. |
| ['answer'](#answer) | function | Answers. |
| ['CalcInfo'](#calcinfo) | provider | Result. |

## defs.bzl

Rules.

All of them.

### calc

'''starlark
load("@calc//rules:defs.bzl", "calc")
'''

Makes.

| Argument | Type | Default | Description |
|---|---|---|---|
| <a id="calc-name"></a>'name' | 'string' | **required** | Target. |
| <a id="calc-deps"></a>'deps' | 'list[Label]' | '[]' | Dependencies. |
| <a id="calc-kwargs"></a>'**kwargs' |  |  | Rest. |

### calc_rule

'''starlark
load("@calc//rules:defs.bzl", "calc_rule")
'''

Is.

| Attribute | Type | Default | Description |
|---|---|---|---|

### calc_run

'''starlark
load("@calc//rules:defs.bzl", "calc_run")
'''

Runs.

| Attribute | Type | Default | Description |
|---|---|---|---|

### calc_test

'''starlark
load("@calc//rules:defs.bzl", "calc_test")
'''

Tests a library. In lib&lt;name>.so.

Every target provides 'AInfo' and 'BInfo'.

| Attribute | Type | Default | Description |
|---|---|---|---|
| <a id="calc_test-name"></a>'name' | 'string' | **required** | A name. |
| <a id="calc_test-library"></a>'library' | 'Label' | **required** | What. |
| <a id="calc_test-a"></a>'a' | 'Label' with 'AInfo' and 'BInfo', or 'CInfo' | 'None' | A. |
| <a id="calc_test-b"></a>'b' | 'list[string]' | '[]' | Either a\|b or c. |

### answer

'''starlark
load("@calc//rules:defs.bzl", "answer")
'''

Answers.

**Deprecated:** Think.


**Returns:** (int) 42.

## providers.bzl

Providers.

### CalcInfo

'''starlark
load("@calc//rules:providers.bzl", "CalcInfo")
'''

Result.

| Field | Type | Description |
|---|---|---|
| <a id="CalcInfo-y"></a>'y' | 'depset[File]' | Y. |
| <a id="CalcInfo-z"></a>'z' | 'File' | Z. |
`

func TestRender(t *testing.T) {
	expected := opening + strings.ReplaceAll(strings.TrimPrefix(want, opening), "'", "`")
	if diff := cmp.Diff(expected, Render(modules)); diff != "" {
		t.Errorf("page (-want +got):\n%s", diff)
	}
}
