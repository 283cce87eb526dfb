import { Languages } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Menu } from '../ui/menu';
import { languages, switchLanguage } from '../i18n';

/** Each language in its own words, so that whoever is lost in the other one finds home. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <Menu
      placement="bottomRight"
      items={languages.map(({ code, name }) => ({
        key: code,
        label: <span lang={code}>{name}</span>,
        selected: code === i18n.language,
        onSelect: () => void switchLanguage(code),
      }))}
    >
      <button type="button" className="bare icon-button" aria-label={t('language.menu')} data-testid="language">
        <Languages size={16} aria-hidden />
      </button>
    </Menu>
  );
}
