// Counts, with the TypeScript compiler, what the tests count with this package.
// Arguments: the folder of the compiler's package. Standard input: one path a
// line. Output: one JSON object a line; files that do not parse are left out.
const fs = require("fs");
const ts = require(process.argv[2]);

const scriptKinds = { ts: "TS", mts: "TS", cts: "TS", tsx: "TSX" };

function constant(node) {
  return node && ts.isStringLiteralLike(node) ? [node.text] : [];
}

function isEnv(node) {
  return node && ts.isPropertyAccessExpression(node) && node.name.text === "env" &&
    ts.isIdentifier(node.expression) && node.expression.text === "process";
}

function isWritten(node) {
  const p = node.parent;
  return ts.isBinaryExpression(p) && p.left === node && p.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

function readEnv(node) {
  const object = node.expression && ts.isNonNullExpression(node.expression) ? node.expression.expression : node.expression;
  if (ts.isPropertyAccessExpression(node) && isEnv(object) && !isWritten(node)) return [node.name.text];
  if (ts.isElementAccessExpression(node) && isEnv(object) && !isWritten(node)) return constant(node.argumentExpression);
  if (ts.isVariableDeclaration(node) && isEnv(node.initializer) && ts.isObjectBindingPattern(node.name)) {
    return node.name.elements.filter((e) => !e.dotDotDotToken).map((e) => (e.propertyName ?? e.name).text ?? []).flat();
  }
  return [];
}

function specifiers(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return constant(node.moduleSpecifier);
  if (ts.isExternalModuleReference(node)) return constant(node.expression);
  if (!ts.isCallExpression(node)) return [];
  const callee = node.expression;
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return constant(node.arguments[0]);
  return ts.isIdentifier(callee) && callee.text === "require" ? constant(node.arguments[0]) : [];
}

function count(source) {
  const out = { imports: 0, functions: 0, calls: 0, jsx: 0, specifiers: [], env: [] };
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference))) out.imports++;
    if (ts.isFunctionLike(node) && node.body) out.functions++;
    if (ts.isCallExpression(node) || ts.isTaggedTemplateExpression(node)) out.calls++;
    if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxOpeningFragment(node)) out.jsx++;
    out.specifiers.push(...specifiers(node));
    out.env.push(...readEnv(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return out;
}

for (const file of fs.readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const kind = ts.ScriptKind[scriptKinds[file.split(".").pop()] ?? "JSX"];
  const source = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, kind);
  if (source.parseDiagnostics.length === 0) console.log(JSON.stringify({ file, ...count(source) }));
}
