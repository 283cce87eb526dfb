import { Alert, Button, Checkbox, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useRoleChoices } from '../role-names';
import { ruleDraft, useDraft } from './draft';
import { keyFrom } from './key-from';
import type { RuleWords } from './use-rule-words';

interface Values {
  en: string;
  zh: string;
  purposes: string[];
  rights: string[];
  copyFrom?: string;
}

interface RoleDialogProps {
  /** The role to change; left out: a new one. */
  role?: string;
  copyFrom?: string;
  words: RuleWords;
  onClose: () => void;
}

/** A role's name, purposes and rights. Nothing is saved here: it joins the changes to be checked. */
export function RoleDialog({ role, copyFrom, words, onClose }: RoleDialogProps) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<string | null>(null);
  const draft = useDraft();
  const { roles, options, nameOf } = useRoleChoices();
  const saved = roles.find(({ key }) => key === (role ?? copyFrom));
  const drafted = role === undefined ? undefined : draft.roles[role];
  const changed = drafted && drafted.kind !== 'retire' ? drafted : undefined;
  const fresh = role === undefined || drafted?.kind === 'create';
  const label = role === undefined ? undefined : (changed?.label ?? saved?.label);

  const submit = ({ en, zh, purposes, rights, copyFrom: from }: Values) => {
    // A name in one language stands for both until somebody writes the other.
    const name = { en: en.trim() || zh.trim(), zh: zh.trim() || en.trim() };
    if (!name.en) {
      setProblem(t('admin.roles.nameMissing'));
      return;
    }
    if (!fresh && role !== undefined) {
      ruleDraft.putRole(role, { kind: 'update', label: name, purposes, rights });
      onClose();
      return;
    }
    const taken = new Set([...roles.map(({ key }) => key), ...Object.keys(draft.roles)]);
    const key = role ?? keyFrom(name.en, 'role', taken);
    ruleDraft.putRole(key, { kind: 'create', label: name, purposes, rights, copyFrom: from ?? null });
    onClose();
    void navigate(`/admin/roles/${key}?type=Customer`);
  };
  const retire = () => {
    if (role === undefined) return;
    if (drafted?.kind === 'create') ruleDraft.drop('roles', role);
    else ruleDraft.putRole(role, { kind: 'retire' });
    onClose();
    void navigate('/admin/roles');
  };
  return (
    <Modal
      open
      width={520}
      title={role === undefined ? t('admin.roles.add') : nameOf(role)}
      okText={t('admin.roles.keep')}
      cancelText={t('action.cancel')}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {problem && <Alert type="error" showIcon title={problem} role="alert" className="form-problem" />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{
          en: label?.en ?? '',
          zh: label?.zh ?? '',
          purposes: changed?.purposes ?? saved?.purposes ?? ['service'],
          rights: changed?.rights ?? (role === undefined && !copyFrom ? ['query:adhoc'] : (saved?.rights ?? [])),
          copyFrom: changed?.kind === 'create' ? (changed.copyFrom ?? undefined) : copyFrom,
        }}
        onFinish={submit}
      >
        <div className={i18n.language === 'zh-CN' ? 'admin-pair admin-pair-turned' : 'admin-pair'}>
          <Form.Item name="en" label={t('admin.field.labelEn')}>
            <Input maxLength={80} autoFocus={i18n.language !== 'zh-CN'} />
          </Form.Item>
          <Form.Item name="zh" label={t('admin.field.labelZh')}>
            <Input maxLength={80} autoFocus={i18n.language === 'zh-CN'} />
          </Form.Item>
        </div>
        {fresh && (
          <Form.Item name="copyFrom" label={t('admin.roles.start')} extra={t('admin.roles.startHint')}>
            <Select allowClear placeholder={t('admin.roles.startEmpty')} options={options} />
          </Form.Item>
        )}
        <Form.Item
          name="purposes"
          label={t('admin.role.purposes')}
          extra={t('admin.role.purposesHint')}
          rules={[{ required: true, message: t('form.required', { field: t('admin.role.purposes') }) }]}
        >
          <Select
            mode="multiple"
            options={words.catalogue.purposes.map(({ key, name }) => ({ value: key, label: name }))}
          />
        </Form.Item>
        <Form.Item name="rights" label={t('admin.role.rights')}>
          <Checkbox.Group
            className="right-list"
            options={words.catalogue.rights.map(({ key, name }) => ({ value: key, label: name }))}
          />
        </Form.Item>
      </Form>
      {role !== undefined && (
        <Button size="small" danger onClick={retire}>
          {t(drafted?.kind === 'create' ? 'admin.roles.discard' : 'admin.roles.retire')}
        </Button>
      )}
    </Modal>
  );
}
