// Prints where the programs of two files differ; nothing where they are the same but for comments and spaces.
const { readFileSync } = require("node:fs");
const [, , typescript, ...files] = process.argv;
const ts = require(typescript);

function pieces(file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const found = source.parseDiagnostics.map(({ messageText }) => `error: ${messageText}`);
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.EmptyStatement) return;
    const before = found.push(ts.SyntaxKind[node.kind]);
    ts.forEachChild(node, visit);
    if (found.length === before) found.push(source.text.slice(ts.skipTrivia(source.text, node.pos), node.end));
    found.push("end");
  };
  visit(source);
  return found;
}

const [one, other] = files.map(pieces);
const at = one.findIndex((piece, place) => piece !== other[place]);
if (at >= 0 || one.length !== other.length) {
  console.log(`${one.slice(at - 5, at + 5).join(" ")}\nis not\n${other.slice(at - 5, at + 5).join(" ")}`);
}
