// Runs the extension with the real vscode-languageclient, in a stand-in for the
// module vscode: what the client needs to start a server and to show what it
// finds in one open file; all else does nothing. What was shown goes to $OUT.
"use strict";

const fs = require("fs");
const Module = require("module");
const path = require("path");

const uri = (file) => ({ scheme: "file", fsPath: file, toString: () => "file://" + file });
const nothing = () => ({ dispose() {} });
// quiet has what it is given, events that never come and methods without effect.
const quiet = (known) => new Proxy(known, { get: (_, name) => (name in known ? known[name] : nothing) });

const file = path.join(process.cwd(), "sample.go");
const document = { uri: uri(file), fileName: file, languageId: "go", version: 1, getText: () => fs.readFileSync(file, "utf8") };
const folder = { uri: uri(process.cwd()), name: "sample", index: 0 };
const settings = { path: "asynclint", options: {} };
const shown = [];
const said = [];
const channel = quiet({ append: (text) => said.push(text), appendLine: (text) => said.push(text) });

class EventEmitter {
  listeners = [];
  event = (listener) => (this.listeners.push(listener), nothing());
  fire = (event) => this.listeners.forEach((listener) => listener(event));
  dispose() {}
}
class Disposable {
  constructor(dispose) {
    this.dispose = dispose ?? (() => {});
  }
}
class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}
class Range {
  constructor(...at) {
    [this.start, this.end] = at.length === 2 ? at : [new Position(at[0], at[1]), new Position(at[2], at[3])];
  }
}
class Diagnostic {
  constructor(range, message, severity) {
    Object.assign(this, { range, message, severity });
  }
}
class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: nothing };
  cancel() {}
  dispose() {}
}
class Kind {
  constructor(value) {
    this.value = value;
  }
  append(name) {
    return new Kind(this.value + "." + name);
  }
}
for (const name of ["Empty", "QuickFix", "Refactor", "RefactorExtract", "RefactorInline", "RefactorRewrite", "Source", "SourceOrganizeImports", "SourceFixAll"]) {
  Kind[name] = new Kind(name);
}

const known = {
  EventEmitter,
  Disposable,
  Position,
  Range,
  Diagnostic,
  CancellationTokenSource,
  CodeActionKind: Kind,
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
  Uri: { parse: (text) => uri(decodeURIComponent(text.replace("file://", ""))), file: uri },
  version: "1.99.0",
  env: { appName: "a stand-in", language: "en", appHost: "desktop" },
  workspace: quiet({
    textDocuments: [document],
    notebookDocuments: [],
    workspaceFolders: [folder],
    getWorkspaceFolder: () => folder,
    getConfiguration: () => ({ get: (key) => settings[key], inspect: () => undefined }),
    createFileSystemWatcher: () => quiet({}),
  }),
  window: quiet({
    activeTextEditor: { document },
    visibleTextEditors: [{ document }],
    tabGroups: quiet({ all: [] }),
    createOutputChannel: () => channel,
    showErrorMessage: async (text) => void said.push(text),
  }),
  languages: quiet({
    match: () => 10,
    createDiagnosticCollection: () => quiet({ set: (where, list) => shown.push({ where, list: list ?? [] }) }),
  }),
  commands: quiet({}),
};
const rest = {};
const vscode = new Proxy(known, {
  get: (_, name) =>
    name in known
      ? known[name]
      : // Another class, or an enumeration.
        (rest[name] ??= new Proxy(class { constructor(...args) { this.args = args; } }, {
          get: (type, key) => (key in type ? type[key] : typeof key === "string" && /^[A-Z]/.test(key) ? key : undefined),
        })),
});

const load = Module._load;
Module._load = (name, ...more) => (name === "vscode" ? vscode : load(name, ...more));

const out = [];
const say = (what, value) => out.push(JSON.stringify({ what, value }));
(async () => {
  const extension = require(path.join(process.argv[2], "extension.js"));
  await extension.activate({ subscriptions: [] });
  const found = () => shown.find((s) => s.list.length > 0);
  for (let i = 0; i < 600 && !found(); i++) await new Promise((resolve) => setTimeout(resolve, 100));
  if (!found()) throw new Error("it shows nothing, and says " + said.join("\n"));
  say(
    "findings",
    found().list.map((d) => ({
      file: found().where.fsPath,
      line: d.range.start.line,
      from: d.range.start.character,
      to: d.range.end.character,
      source: d.source,
      code: d.code.value,
      page: d.code.target.fsPath ?? String(d.code.target),
      steps: d.relatedInformation.length,
    })),
  );
  await extension.deactivate();
})()
  .catch((err) => say("error", String(err.stack)))
  .finally(() => {
    fs.writeFileSync(process.env.OUT, out.join("\n") + "\n");
    process.exit();
  });
