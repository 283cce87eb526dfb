import { Button, Form, Input, Modal, Select, Alert } from 'antd';
import { Network, Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  useAddTeamMutation,
  useChangeTeamMutation,
  useTeamTreeQuery,
  type TeamTreeQuery,
} from '../../generated/graphql';
import { readError } from '../../lib/errors';
import { SkeletonLines } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { Failure } from '../../ui/failure';
import { Tag } from '../../ui/tag';
import { toast } from '../../ui/toast';
import { showAtFields } from '../form-errors';
import { PageHead } from '../page-head';

type Team = TeamTreeQuery['teamTree'][number];
type Edited = { parentId?: string } | Team;

/** The tree of teams: whoever leads a team sees what is below it. */
export default function TeamsPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useTeamTreeQuery();
  const [edited, setEdited] = useState<Edited | null>(null);
  const teams = data?.teamTree ?? [];
  const add = (
    <Button type="primary" icon={<Plus size={14} />} onClick={() => setEdited({})}>
      {t('admin.teams.new')}
    </Button>
  );
  return (
    <div className="admin-scroll">
      <PageHead title={t('admin.teams.title')} text={t('admin.teams.text')} actions={add} />
      {error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonLines lines={8} height={16} />
      ) : teams.length === 0 ? (
        <EmptyState
          icon={<Network size={22} />}
          title={t('admin.teams.none.title')}
          text={t('admin.teams.none.text')}
          action={add}
        />
      ) : (
        <ul className="team-tree">
          {teams.map((team) => (
            <li key={team.id} className={team.retired ? 'row-off' : undefined} style={{ paddingLeft: team.depth * 26 }}>
              {team.depth > 0 && <i aria-hidden />}
              <b>{team.name}</b>
              {team.retired && <Tag>{t('admin.teams.retired')}</Tag>}
              <small className="num">{t('admin.teams.members', { count: team.members })}</small>
              <span className="team-doings">
                {!team.retired && (
                  <Button
                    size="small"
                    type="text"
                    icon={<Plus size={13} />}
                    aria-label={t('admin.teams.addBelow', { name: team.name })}
                    title={t('admin.teams.addBelow', { name: team.name })}
                    onClick={() => setEdited({ parentId: team.id })}
                  />
                )}
                <Button
                  size="small"
                  type="text"
                  icon={<Pencil size={13} />}
                  aria-label={t('admin.teams.change', { name: team.name })}
                  title={t('admin.teams.change', { name: team.name })}
                  onClick={() => setEdited(team)}
                />
              </span>
            </li>
          ))}
        </ul>
      )}
      {edited && (
        <TeamDialog edited={edited} teams={teams} onClose={() => setEdited(null)} onSaved={() => void refetch()} />
      )}
    </div>
  );
}

interface Values {
  name: string;
  parentId?: string;
}

/** The team itself and everything below it can't stand above it. */
function notBelow(teams: readonly Team[], id: string): Team[] {
  const below = new Set([id]);
  for (const team of teams) if (team.parentId && below.has(team.parentId)) below.add(team.id);
  return teams.filter((team) => !below.has(team.id));
}

function TeamDialog({
  edited,
  teams,
  onClose,
  onSaved,
}: {
  edited: Edited;
  teams: readonly Team[];
  onClose: () => void;
  onSaved: () => void;
}) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<string | null>(null);
  const [add, adding] = useAddTeamMutation();
  const [change, changing] = useChangeTeamMutation();
  const team = 'id' in edited ? edited : undefined;
  const parents = (team ? notBelow(teams, team.id) : teams).filter(({ retired }) => !retired);

  const done = (text: string) => {
    toast.success(text);
    onSaved();
    onClose();
  };
  const submit = async ({ name, parentId }: Values) => {
    try {
      const input = { name, parentId: parentId ?? null };
      if (team) await change({ variables: { input: { id: team.id, ...input } } });
      else await add({ variables: { input } });
      done(t('admin.teams.saved'));
    } catch (error) {
      setProblem(showAtFields(form, error, ['name', 'parentId']));
    }
  };
  const retire = async (retired: boolean) => {
    if (!team) return;
    try {
      await change({ variables: { input: { id: team.id, retired } } });
      done(t(retired ? 'admin.teams.retiredNow' : 'admin.teams.revived'));
    } catch (error) {
      const { code, message } = readError(error);
      setProblem(message || t(`error.${code}`));
    }
  };
  return (
    <Modal
      open
      width={440}
      title={team ? t('admin.teams.change', { name: team.name }) : t('admin.teams.new')}
      okText={t('action.save')}
      cancelText={t('action.cancel')}
      confirmLoading={adding.loading || changing.loading}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {problem && <Alert type="error" showIcon title={problem} role="alert" className="form-problem" />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ name: team?.name ?? '', parentId: edited.parentId ?? undefined }}
        onFinish={(values) => void submit(values)}
      >
        <Form.Item
          name="name"
          label={t('admin.field.name')}
          rules={[{ required: true, message: t('form.required', { field: t('admin.field.name') }) }]}
        >
          <Input autoFocus />
        </Form.Item>
        <Form.Item name="parentId" label={t('admin.teams.parent')} extra={t('admin.teams.parentHint')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={parents.map(({ id, name }) => ({ value: id, label: name ?? t('value.unnamed') }))}
          />
        </Form.Item>
      </Form>
      {team && (
        <Button size="small" danger={!team.retired} onClick={() => void retire(!team.retired)}>
          {t(team.retired ? 'admin.teams.revive' : 'admin.teams.retire')}
        </Button>
      )}
    </Modal>
  );
}
