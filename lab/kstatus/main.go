// Command kstatus says how objects stand, as Flux and kpt see them: a List in JSON in, an array of statuses and messages out.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/cli-utils/pkg/kstatus/status"
)

type answer struct {
	Status  string `json:"status"`
	Message string `json:"message"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	var objects unstructured.UnstructuredList
	if err := objects.UnmarshalJSON(text); err != nil {
		return err
	}
	answers := []answer{}
	for _, object := range objects.Items {
		result, err := status.Compute(&object)
		if err != nil {
			return err
		}
		answers = append(answers, answer{result.Status.String(), result.Message})
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}
