package lsp

import "encoding/json"

// What clients send is read with types of our own, which have what we need and
// nothing else; what we send has those of go.lsp.dev/protocol. That one decodes
// strictly: it refuses a whole message if a single field of it is not what the
// specification says today. Clients do send such fields ("tagSupport": true, as
// in 3.15; a version of null; a processId of 1.0), in initialize of all places,
// and whatever other servers put into diagnostics comes back in codeAction.

type initializeParams struct {
	ProcessID        any    `json:"processId"`
	RootURI          string `json:"rootUri"`
	RootPath         string `json:"rootPath"`
	WorkspaceFolders []struct {
		URI string `json:"uri"`
	} `json:"workspaceFolders"`
	Options      json.RawMessage `json:"initializationOptions"`
	Capabilities json.RawMessage `json:"capabilities"`
}

// clientCapabilities are decoded one by one, see capability.
type clientCapabilities struct {
	encodings   []string
	progress    bool // window.workDoneProgress
	show        bool // window.showDocument.support
	watch       bool // workspace.didChangeWatchedFiles.dynamicRegistration
	versioned   bool // workspace.workspaceEdit.documentChanges
	literals    bool // textDocument.codeAction.codeActionLiteralSupport
	related     bool // textDocument.publishDiagnostics.relatedInformation
	description bool // textDocument.publishDiagnostics.codeDescriptionSupport
	markdown    bool // textDocument.hover.contentFormat has markdown
}

// capability looks a path up, and leaves out alone where something else is.
func capability(raw json.RawMessage, out any, path ...string) {
	for _, key := range path {
		var object map[string]json.RawMessage
		if json.Unmarshal(raw, &object) != nil {
			return
		}
		raw = object[key]
	}
	if raw != nil {
		_ = json.Unmarshal(raw, out)
	}
}

func capabilitiesOf(raw json.RawMessage) clientCapabilities {
	var c clientCapabilities
	capability(raw, &c.encodings, "general", "positionEncodings")
	capability(raw, &c.progress, "window", "workDoneProgress")
	capability(raw, &c.show, "window", "showDocument", "support")
	capability(raw, &c.watch, "workspace", "didChangeWatchedFiles", "dynamicRegistration")
	capability(raw, &c.versioned, "workspace", "workspaceEdit", "documentChanges")
	var literals any
	capability(raw, &literals, "textDocument", "codeAction", "codeActionLiteralSupport")
	c.literals = literals != nil
	capability(raw, &c.related, "textDocument", "publishDiagnostics", "relatedInformation")
	capability(raw, &c.description, "textDocument", "publishDiagnostics", "codeDescriptionSupport")
	var formats []string
	capability(raw, &formats, "textDocument", "hover", "contentFormat")
	for _, f := range formats {
		c.markdown = c.markdown || f == "markdown"
	}
	return c
}

type place struct {
	Line      uint32 `json:"line"`
	Character uint32 `json:"character"`
}

type span struct {
	Start place `json:"start"`
	End   place `json:"end"`
}

// documentParams are those of didOpen, didSave and didClose, and of requests
// about a place.
type documentParams struct {
	TextDocument struct {
		URI        string  `json:"uri"`
		LanguageID string  `json:"languageId"`
		Version    *int32  `json:"version"`
		Text       *string `json:"text"`
	} `json:"textDocument"`
	Text     *string `json:"text"` // of didSave
	Position place   `json:"position"`
}

type changeParams struct {
	TextDocument struct {
		URI     string `json:"uri"`
		Version *int32 `json:"version"`
	} `json:"textDocument"`
	ContentChanges []struct {
		Range *span   `json:"range"`
		Text  *string `json:"text"`
	} `json:"contentChanges"`
}

type watchedParams struct {
	Changes []struct {
		URI string `json:"uri"`
	} `json:"changes"`
}

type actionParams struct {
	TextDocument struct {
		URI string `json:"uri"`
	} `json:"textDocument"`
	Range   span `json:"range"`
	Context struct {
		Only []string `json:"only"`
	} `json:"context"`
}

type commandParams struct {
	Command   string            `json:"command"`
	Arguments []json.RawMessage `json:"arguments"`
}
