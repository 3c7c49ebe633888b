// Starts `asynclint lsp` for Go files, beside the Go extension.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

async function start() {
  const settings = vscode.workspace.getConfiguration("asynclint");
  const server = { command: settings.get("path") || "asynclint", args: ["lsp"] };
  client = new LanguageClient("asynclint", "asynclint", server, {
    documentSelector: [{ scheme: "file", language: "go" }],
    initializationOptions: settings.get("options") || {},
  });
  try {
    await client.start();
  } catch (err) {
    client = undefined;
    vscode.window.showErrorMessage(`asynclint: ${err.message}. Is ${server.command} installed? See the setting asynclint.path.`);
  }
}

async function stop() {
  const old = client;
  client = undefined;
  await old?.stop();
}

async function restart() {
  await stop();
  await start();
}

exports.activate = async (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand("asynclint.restart", restart),
    vscode.workspace.onDidChangeConfiguration((e) => e.affectsConfiguration("asynclint") && restart()),
  );
  await start();
};

exports.deactivate = stop;
