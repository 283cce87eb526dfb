import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { EditorState, Prec, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder as placeholderText,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { graphql, updateSchema } from 'cm6-graphql';
import type { GraphQLSchema } from 'graphql';
import { useEffect, useRef } from 'react';

interface CodeEditorProps {
  language: 'graphql' | 'json';
  value: string;
  onChange: (value: string) => void;
  onRun: () => void;
  label: string;
  schema?: GraphQLSchema | null;
  placeholder?: string;
}

const colours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.keyword, color: 'var(--violet)' },
    { tag: [tags.propertyName, tags.attributeName], color: 'var(--code-field)' },
    { tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
    { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--warn)' },
    { tag: [tags.typeName, tags.className, tags.namespace], color: 'var(--info)' },
    { tag: [tags.variableName, tags.special(tags.variableName)], color: 'var(--bad)' },
    { tag: tags.comment, color: 'var(--faint)', fontStyle: 'italic' },
  ]),
);

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '12.5px', backgroundColor: 'transparent', color: 'var(--ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.65' },
  '.cm-content': { caretColor: 'var(--accent)', padding: '10px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)' },
  '.cm-placeholder': { color: 'var(--faint)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--faint)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--accent-soft) 45%, transparent)',
  },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--accent-soft) !important' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
    boxShadow: 'var(--shadow)',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete ul li': { padding: '3px 10px', fontFamily: 'var(--mono)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--ink)' },
  '.cm-completionInfo': { maxWidth: '320px', padding: '8px 10px' },
  '.cm-matchingBracket': { backgroundColor: 'var(--accent-soft) !important', outline: '1px solid var(--accent)' },
});

/** A text field for code: completion and checking for queries once the schema is there. */
export function CodeEditor({ language, value, onChange, onRun, label, schema, placeholder }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const calls = useRef({ onChange, onRun });
  useEffect(() => {
    calls.current = { onChange, onRun };
  });

  useEffect(() => {
    if (!host.current) return undefined;
    const run = Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => (calls.current.onRun(), true) }]));
    const shared: Extension[] = [
      run,
      history(),
      drawSelection(),
      indentOnInput(),
      EditorView.lineWrapping,
      bracketMatching(),
      closeBrackets(),
      autocompletion({ activateOnTyping: true }),
      colours,
      look,
      EditorView.contentAttributes.of({ 'aria-label': label }),
      EditorView.updateListener.of(
        (update) => update.docChanged && calls.current.onChange(update.state.doc.toString()),
      ),
      keymap.of([
        ...closeBracketsKeymap,
        ...defaultKeymap,
        ...historyKeymap,
        ...foldKeymap,
        ...completionKeymap,
        ...lintKeymap,
        indentWithTab,
      ]),
      ...(placeholder ? [placeholderText(placeholder)] : []),
    ];
    const own = language === 'graphql' ? [lineNumbers(), foldGutter(), highlightActiveLine(), graphql()] : [json()];
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({ doc: value, extensions: [...shared, ...own] }),
    });
    view.current = editor;
    return () => editor.destroy();
    // The editor owns its text after this; later values reach it below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [language, label, placeholder]);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
    }
  }, [value]);

  useEffect(() => {
    if (view.current && schema) updateSchema(view.current, schema);
  }, [schema]);

  return <div ref={host} className="code" data-editor={language} />;
}
