// Runs the extension in a stand-in for VS Code: what it uses of the modules
// vscode and vscode-languageclient, and no more. The client starts the server
// and asks what it can do. What was seen goes to $OUT, a JSON document a line.
"use strict";

const { spawn } = require("child_process");
const fs = require("fs");
const Module = require("module");
const path = require("path");

const started = [];
let stopped = 0;
let changed = () => {};
const settings = { path: "asynclint", options: {} };
const messages = [];

const vscode = {
  workspace: {
    getConfiguration: () => ({ get: (key) => settings[key] }),
    onDidChangeConfiguration: (listener) => ((changed = listener), { dispose() {} }),
  },
  window: { showErrorMessage: (text) => messages.push(text) },
  commands: { registerCommand: () => ({ dispose() {} }) },
};

class LanguageClient {
  constructor(id, name, server, options) {
    Object.assign(this, { id, name, server, options });
  }
  start() {
    return new Promise((resolve, reject) => {
      this.process = spawn(this.server.command, this.server.args.concat("--stdio"), { stdio: ["pipe", "pipe", "inherit"] });
      this.process.on("error", reject);
      let text = "";
      this.process.stdout.on("data", (data) => {
        text += data;
        const [head, body] = text.split("\r\n\r\n");
        if (body !== undefined && body.length >= Number(/Content-Length: (\d+)/.exec(head)[1])) {
          started.push({
            name: this.name,
            command: this.server.command,
            args: this.server.args,
            languages: this.options.documentSelector.map((d) => d.language),
            server: JSON.parse(body).result.capabilities,
          });
          resolve();
        }
      });
      const request = JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "initialize",
        params: {
          processId: process.pid,
          rootUri: "file://" + process.cwd(),
          capabilities: { textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } } } } },
          initializationOptions: this.options.initializationOptions,
        },
      });
      this.process.stdin.on("error", () => {});
      this.process.stdin.write(`Content-Length: ${Buffer.byteLength(request)}\r\n\r\n${request}`);
    });
  }
  async stop() {
    stopped++;
    this.process.kill();
  }
}

const load = Module._load;
Module._load = (name, ...rest) =>
  ({ vscode, "vscode-languageclient/node": { LanguageClient } })[name] ?? load(name, ...rest);

const out = [];
const say = (what, value) => out.push(JSON.stringify({ what, value }));
(async () => {
  const manifest = JSON.parse(fs.readFileSync(path.join(process.argv[2], "package.json")));
  const extension = require(path.join(process.argv[2], manifest.main));
  const context = { subscriptions: [] };
  await extension.activate(context);
  if (context.subscriptions.length !== 2) throw new Error("what it registered is not disposed of");
  await changed({ affectsConfiguration: (name) => name === "asynclint" });
  await extension.deactivate();
  say("started", started);
  say("stopped", stopped);

  settings.path = "no-such-program";
  await extension.activate(context);
  await extension.deactivate();
  say("failed", messages.join());
})()
  .catch((err) => say("error", String(err.stack)))
  .finally(() => fs.writeFileSync(process.env.OUT, out.join("\n") + "\n"));
