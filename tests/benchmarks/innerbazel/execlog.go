package innerbazel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Action is a spawn that Bazel did not take from its own action cache.
type Action struct {
	Label    string   `json:"targetLabel"`
	Mnemonic string   `json:"mnemonic"`
	Outputs  []string `json:"listedOutputs"`
}

// BuildLogged builds the targets and returns what had to be run for it. It is slower than Build,
// so it is not for timing.
func (w *Workspace) BuildLogged(ctx context.Context, args ...string) ([]Action, error) {
	path := filepath.Join(w.folder, "execution.json")
	if _, err := w.Build(ctx, append([]string{"--execution_log_json_file=" + path}, args...)...); err != nil {
		return nil, err
	}
	log, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("execution log: %w", err)
	}
	defer log.Close()
	return readLog(log)
}

// readLog reads the log's objects, which stand one behind the other without a list around them.
func readLog(log io.Reader) ([]Action, error) {
	var actions []Action
	for decoder := json.NewDecoder(log); ; {
		var action Action
		switch err := decoder.Decode(&action); {
		case errors.Is(err, io.EOF):
			return actions, nil
		case err != nil:
			return nil, fmt.Errorf("execution log: entry %d: %w", len(actions)+1, err)
		}
		if action.Mnemonic == "" {
			return nil, fmt.Errorf("execution log: entry %d has no mnemonic; this Bazel writes another format than --execution_log_json_file of Bazel 7 and 8", len(actions)+1)
		}
		actions = append(actions, action)
	}
}
