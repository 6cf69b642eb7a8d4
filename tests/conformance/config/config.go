// Package config reads what go_cshared_test hands to the runner.
package config

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gocshared/rules_go_cshared/gen/manifest"
	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/policy"
)

// Variable is the environment variable that holds the path of the config.
const Variable = "CSHARED_TEST_CONFIG"

const defaultTimeout = 10 * time.Second

// Config is the JSON file. Paths are relative to the working directory.
type Config struct {
	Label          string   `json:"label"`
	Library        string   `json:"library"`
	Manifest       string   `json:"manifest"`
	Header         string   `json:"header"`
	Hdrs           []string `json:"hdrs"`            // the headers that come beside it
	Debug          string   `json:"debug"`           // "": no debug file
	Host           string   `json:"host"`            // the program of tests/conformance/host
	ABI            string   `json:"abi"`             // abi.json of a generated API, else ""
	Calls          string   `json:"calls"`           // the program that calls the library; "": it has no generated API
	Twin           string   `json:"twin"`            // the library with probes in it; "": the checks on it are skipped
	Neighbour      string   `json:"neighbour"`       // a stock Go library with the same probes, for the checks on the twin
	FirstCall      string   `json:"first_call"`      // "": nothing is safe to call
	TimeoutSeconds float64  `json:"timeout_seconds"` // per check; 0: the default
	ExpectFailures []string `json:"expect_failures"` // for negative fixtures: exactly these must fail

	Allow    []string          `json:"allow"`    // "id: reason": failures that the owner accepts
	Policy   map[string]string `json:"policy"`   // package policy
	Thorough bool              `json:"thorough"` // also what takes long

	Limits policy.Limits `json:"-"` // Policy with the defaults

	// The rest is for libraries that come without all this, package foreign; a test of the rule has none of it.
	Claims   *manifest.Manifest         `json:"-"` // what is said of the library, in the place of Manifest
	Unknown  map[string]string          `json:"-"` // by id: why the check has nothing to compare this library with
	NoHost   string                     `json:"-"` // why there is no Host
	Selected func(catalogue.Check) bool `json:"-"` // nil: all rows
	Stop     context.Context            `json:"-"` // nil, or ends the run early
}

// Allowed returns the reason for which a failure of the check is accepted, "" if it is not.
func (c *Config) Allowed(id string) string {
	for _, entry := range c.Allow {
		if allowed, reason, _ := strings.Cut(entry, ":"); allowed == id {
			return strings.TrimSpace(reason)
		}
	}
	return ""
}

// Context ends when the run is to stop.
func (c *Config) Context() context.Context {
	if c.Stop == nil {
		return context.Background()
	}
	return c.Stop
}

// Named returns the ids of all checks that the config speaks of.
func (c *Config) Named() []string {
	ids := slices.Clone(c.ExpectFailures)
	for _, entry := range c.Allow {
		id, _, _ := strings.Cut(entry, ":")
		ids = append(ids, id)
	}
	return ids
}

// Timeout is the time that one check may take.
func (c *Config) Timeout() time.Duration {
	if c.TimeoutSeconds == 0 {
		return defaultTimeout
	}
	return time.Duration(c.TimeoutSeconds * float64(time.Second))
}

// FromEnvironment reads the config that the environment names.
func FromEnvironment(getenv func(string) string) (*Config, error) {
	path := getenv(Variable)
	if path == "" {
		return nil, fmt.Errorf("config: the environment variable %s is not set: it must hold the path of the test's JSON config. Run the test through `bazel test`, or set it", Variable)
	}
	return Read(path)
}

// Read reads and checks a config. All that is wrong with it is reported at once.
func Read(path string) (*Config, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	defer f.Close()
	c, err := decode(f)
	if err != nil {
		return nil, fmt.Errorf("config: %s: %w", path, err)
	}
	if err := c.validate(); err != nil {
		return nil, fmt.Errorf("config: %s:\n%w", path, err)
	}
	return c, nil
}

func decode(r io.Reader) (*Config, error) {
	c := new(Config)
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(c); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text after the JSON object")
	}
	return c, nil
}

var cIdentifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func (c *Config) validate() error {
	var problems []error
	problem := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf("- "+format, args...))
	}
	type input struct {
		field, path string
		optional    bool
	}
	inputs := []input{
		{"library", c.Library, false},
		{"manifest", c.Manifest, false},
		{"header", c.Header, false},
		{"debug", c.Debug, true},
		{"abi", c.ABI, true},
		{"host", c.Host, false},
		{"calls", c.Calls, true},
		{"twin", c.Twin, true},
		{"neighbour", c.Neighbour, true},
	}
	for _, path := range c.Hdrs {
		inputs = append(inputs, input{"hdrs", path, false})
	}
	for _, file := range inputs {
		if file.path == "" {
			if !file.optional {
				problem("%q is missing or empty: give the path of the file", file.field)
			}
			continue
		}
		if info, err := os.Stat(file.path); err != nil {
			problem("%q: %v: the path must be relative to the working directory", file.field, err)
		} else if info.IsDir() {
			problem("%q: %s is a folder, want a file", file.field, file.path)
		}
	}
	if c.Twin != "" && c.Neighbour == "" {
		problem("\"neighbour\" is missing or empty: checks on the twin load that library beside it: give the path of the file")
	}
	if c.FirstCall != "" && !cIdentifier.MatchString(c.FirstCall) {
		problem("\"first_call\": %q is not a C identifier: give the bare name of an exported function without parameters", c.FirstCall)
	}
	if c.TimeoutSeconds < 0 {
		problem("\"timeout_seconds\": %v is negative: give the seconds that one check may take, or 0 for %v", c.TimeoutSeconds, defaultTimeout)
	}
	problems = append(problems, c.validateIDs()...)
	limits, err := policy.Parse(c.Policy)
	if err != nil {
		problems = append(problems, err)
	}
	c.Limits = limits
	return errors.Join(problems...)
}

func (c *Config) validateIDs() []error {
	var problems []error
	known := func(field, id string) {
		if row, ok := catalogue.Lookup(id); !ok {
			problems = append(problems, fmt.Errorf("- %q: there is no check %q; there are %s", field, id, strings.Join(testIDs(), ", ")))
		} else if row.Kind == catalogue.Report {
			problems = append(problems, fmt.Errorf("- %q: %q is a report, which never fails: remove it", field, id))
		}
	}
	for _, id := range c.ExpectFailures {
		known("expect_failures", id)
	}
	for _, entry := range c.Allow {
		id, reason, _ := strings.Cut(entry, ":")
		if strings.TrimSpace(reason) == "" {
			problems = append(problems, fmt.Errorf("- \"allow\": %q gives no reason: write \"<id>: <why the failure is acceptable>\"", entry))
		}
		known("allow", id)
	}
	return problems
}

func testIDs() []string {
	var ids []string
	for _, c := range catalogue.All() {
		if c.Kind != catalogue.Report {
			ids = append(ids, c.ID)
		}
	}
	return ids
}
