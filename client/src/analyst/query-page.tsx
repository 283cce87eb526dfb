import { Button } from 'antd';
import { BookOpenText, History, LibraryBig, Moon, Play, Square } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useSession } from '../app/session';
import { useRunInBackgroundMutation } from '../generated/graphql';
import { readError } from '../lib/errors';
import { formatDateTime, formatNumber } from '../lib/format';
import { Menu } from '../ui/menu';
import { toast } from '../ui/toast';
import type { ChartKind } from './chart-data';
import { CodeEditor } from './code-editor';
import { drillTarget } from './drill';
import { faultsOf, type Fault } from './faults';
import { allOf, anyOf, prepareQuestion, takePages, takeWheres, type AskedGroups } from './group-question';
import { askedNow, readHistory, titleOf, withQuery, writeHistory } from './query-history';
import { nameOf } from './question-name';
import { QueryTools, type SavedQuestion } from './query-tools';
import { ResultPanel, type Asked } from './result-panel';
import { parseVariables, runQuery } from './run-query';
import { samples } from './samples';
import { useCost } from './use-cost';
import { useSchema } from './use-schema';
import './query.css';

const JobNotice = lazy(() => import('../list/job-notice'));
const SchemaDocs = lazy(() => import('./schema-docs'));

type Values = Readonly<Record<string, unknown>>;

const nothing = {
  data: null,
  milliseconds: 0,
  question: { document: '', variables: {} },
  groups: null,
  wheres: [],
  unfinished: [],
};

/** The analyst's home: ask in GraphQL, see the cost first, look at groups from any side and take the answer away. */
export function QueryPage() {
  const { t, i18n } = useTranslation();
  const { me } = useSession();
  const navigate = useNavigate();
  const schema = useSchema();
  const [past, setPast] = useState(() => readHistory(me.id));
  const [text, setText] = useState(() => past[0]?.document ?? samples[0]?.document ?? '');
  const [variables, setVariables] = useState(() => past[0]?.variables ?? '');
  const [answer, setAnswer] = useState<Asked | null>(null);
  const [running, setRunning] = useState(false);
  const stop = useRef<AbortController>(null);
  const cost = useCost(text, variables);
  const title = nameOf(text);
  const [chart, setChart] = useState<ChartKind | null>(null);
  const [docs, setDocs] = useState(false);
  const [job, setJob] = useState<string | null>(null);
  const [runInBackground] = useRunInBackgroundMutation();

  useEffect(() => {
    document.title = t('app.title', { page: t('query.title') });
  }, [t, i18n.language]);
  useEffect(() => () => stop.current?.abort(), []);

  const fail = (message: string) => setAnswer({ ...nothing, errors: [{ message, path: '', code: 'BAD_USER_INPUT' }] });
  const run = async (document = text, typed = variables) => {
    if (running) return;
    let parsed: Record<string, unknown>;
    try {
      parsed = parseVariables(typed);
    } catch {
      fail(t('query.badVariables'));
      return;
    }
    const controller = new AbortController();
    stop.current = controller;
    setRunning(true);
    setAnswer(null);
    const next = withQuery(past, askedNow(document, typed));
    setPast(next);
    writeHistory(me.id, next);
    try {
      const prepared = prepareQuestion(document, parsed, schema);
      const found = await runQuery(prepared.document, parsed, controller.signal);
      const question = { document, variables: parsed };
      const faults = schema && found.data === null && found.errors.length > 0 ? faultsOf(schema, document) : [];
      if (faults.length > 0) found.errors = faults.map((fault) => ({ ...found.errors[0]!, ...inWords(fault) }));
      const { data, unfinished } = takePages(found.data);
      setAnswer({ ...found, ...takeWheres(data, prepared.groups), unfinished, question, groups: prepared.groups });
    } catch {
      if (!controller.signal.aborted)
        setAnswer({ ...nothing, errors: [{ message: t('error.UNAVAILABLE'), path: '', code: 'UNAVAILABLE' }] });
    } finally {
      setRunning(false);
    }
  };
  const load = (document: string, withVariables = '', withChart: ChartKind | null = null) => {
    setText(document);
    setVariables(withVariables);
    setChart(withChart);
    setAnswer(null);
  };
  const open = (question: SavedQuestion) => load(question.document, question.variables, question.chart ?? null);
  const inWords = ({ message, line, type, fields }: Fault) => ({
    message: fields.length > 0 ? `${message} ${t('query.has', { type, fields: fields.join(', ') })}` : message,
    path: line === null ? '' : t('query.line', { line }),
  });
  const drill = (groups: AskedGroups, wheres: readonly Values[]) => {
    const target = drillTarget(schema, groups.type, allOf(groups.where, anyOf(wheres)), groups.search);
    if (!target) return;
    if ('path' in target) return void navigate(target.path);
    load(target.document, target.variables);
    void run(target.document, target.variables);
  };
  const later = async () => {
    try {
      const question = { document: text, variables: parseVariables(variables), title };
      const { data } = await runInBackground({ variables: question });
      if (data) setJob(data.runInBackground.id);
    } catch (error) {
      const { code, message } = readError(error);
      toast.error(error instanceof SyntaxError ? t('query.badVariables') : message || t(`error.${code}`));
    }
  };

  return (
    <div className="query">
      <header className="query-head">
        <h1>{t('query.title')}</h1>
        <span className="query-name">{title}</span>
        <Menu
          items={samples.map(({ key, document }) => ({
            key,
            label: t(`query.sample.${key}`),
            onSelect: () => load(document),
          }))}
        >
          <Button icon={<BookOpenText size={14} />}>{t('query.samples')}</Button>
        </Menu>
        <Menu
          items={past.map((one) => ({
            key: String(one.at),
            label: (
              <span className="query-past">
                {titleOf(one.document)} <small>{formatDateTime(new Date(one.at).toISOString(), i18n.language)}</small>
              </span>
            ),
            onSelect: () => load(one.document, one.variables),
          }))}
        >
          <Button icon={<History size={14} />} disabled={past.length === 0}>
            {t('query.history')}
          </Button>
        </Menu>
        <QueryTools question={{ document: text, variables, chart }} title={title} onOpen={open} />
        <Button
          icon={<LibraryBig size={14} />}
          aria-pressed={docs}
          disabled={!schema}
          onClick={() => setDocs(!docs)}
          data-testid="docs"
        >
          {t('query.docs')}
        </Button>
        <span className={cost && !cost.allowed ? 'query-cost over num' : 'query-cost num'} aria-live="polite">
          {cost &&
            t(cost.allowed ? 'query.cost' : 'query.tooDear', {
              cost: formatNumber(cost.cost, i18n.language),
              limit: formatNumber(cost.limit, i18n.language),
            })}
        </span>
        {cost && !cost.allowed && cost.background && (
          <Button icon={<Moon size={13} />} onClick={() => void later()} data-testid="background">
            {t('query.background')}
          </Button>
        )}
        {running ? (
          <Button icon={<Square size={13} />} onClick={() => stop.current?.abort()}>
            {t('query.stop')}
          </Button>
        ) : (
          <Button type="primary" icon={<Play size={13} />} onClick={() => void run()} data-testid="run">
            {t('query.run')}
          </Button>
        )}
      </header>
      <div className={docs ? 'query-body with-docs' : 'query-body'}>
        {docs && schema && (
          <Suspense fallback={<aside className="docs" />}>
            <SchemaDocs schema={schema} />
          </Suspense>
        )}
        <div className="query-left">
          <CodeEditor
            language="graphql"
            value={text}
            onChange={setText}
            onRun={() => void run()}
            label={t('query.editor')}
            schema={schema}
          />
          <div className="query-variables">
            <h2>{t('query.variables')}</h2>
            <CodeEditor
              language="json"
              value={variables}
              onChange={setVariables}
              onRun={() => void run()}
              label={t('query.variables')}
              placeholder={'{ "first": 20 }'}
            />
          </div>
        </div>
        <ResultPanel
          answer={answer}
          schema={schema}
          running={running}
          title={title}
          chart={chart}
          onChart={setChart}
          onDrill={drill}
        />
      </div>
      {job && (
        <Suspense fallback={null}>
          <JobNotice key={job} id={job} title={title} onClose={() => setJob(null)} />
        </Suspense>
      )}
    </div>
  );
}
