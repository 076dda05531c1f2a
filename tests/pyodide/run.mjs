// Runs a Python program in Pyodide: node run.mjs PACKAGE PROGRAM.py [NAME=FOLDER ...] < request.json > answer.json
// PACKAGE is a dependency in package.json; each FOLDER of this machine is seen as /NAME; the program defines
// main(request), which gets stdin as text and gives (or awaits) the text for stdout.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";

process.on("uncaughtException", (error) => {
  process.stderr.write(`${error.message ?? error} ${error.errno ?? ""}\n`); // Node would show a megabyte of its source
  process.exit(1);
});
const [name, program, ...folders] = process.argv.slice(2);
const request = readFileSync(0, "utf-8"); // first: Pyodide makes stdin non-blocking
const require = createRequire(import.meta.url);
const { loadPyodide } = require(name);
const python = await loadPyodide({
  indexURL: dirname(require.resolve(name)) + "/",
  stdout: (line) => process.stderr.write(line + "\n"),
});
for (const folder of folders) {
  const [at, root] = folder.split("=");
  python.FS.mkdirTree("/" + at);
  python.FS.mount(python.FS.filesystems.NODEFS, { root }, "/" + at);
}
python.runPython(readFileSync(program, "utf-8"));
const answer = await python.globals.get("main")(request);
process.stdout.write(answer);
