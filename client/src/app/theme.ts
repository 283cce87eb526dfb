import { theme as antTheme, type ThemeConfig } from 'antd';

export type ThemeChoice = 'light' | 'dark' | 'auto';

const fontFamily =
  '"Inter Variable", Inter, "Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, -apple-system, "Segoe UI", sans-serif';

const shared: ThemeConfig['token'] = {
  fontFamily,
  fontSize: 13,
  controlHeight: 30,
  borderRadius: 7,
  borderRadiusLG: 10,
  borderRadiusSM: 5,
  wireframe: false,
  motionDurationMid: '0.14s',
  motionDurationSlow: '0.2s',
};

/** The antd side of our tokens; the page's own colours are the CSS variables of `ui/tokens.css`, kept in step with these. `still` stops every motion. */
export function themeFor(dark: boolean, still: boolean): ThemeConfig {
  const token = dark
    ? {
        colorPrimary: '#2bb5a4',
        colorInfo: '#2bb5a4',
        colorBgBase: '#141a19',
        colorBgLayout: '#101514',
        colorBgContainer: '#171e1d',
        colorBgElevated: '#1d2625',
        colorTextBase: '#e4eae8',
        colorBorder: '#33403e',
        colorBorderSecondary: '#283331',
        colorTextPlaceholder: '#85928f',
        colorError: '#f0716c',
        colorLink: '#4fd1c0',
      }
    : {
        colorPrimary: '#0f766e',
        colorInfo: '#0f766e',
        colorBgLayout: '#f6f7f5',
        colorTextBase: '#191d20',
        colorBorder: '#dcdfdb',
        colorBorderSecondary: '#e8eae6',
        colorTextPlaceholder: '#656e75',
        colorError: '#b91c1c',
        colorLink: '#0f766e',
      };
  return {
    algorithm: dark ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
    hashed: false,
    token: { ...shared, ...token, motion: !still },
    components: {
      Button: {
        // White on the lighter teal of the dark theme is too faint to read.
        ...(dark ? { primaryColor: '#06211e' } : {}),
        fontWeight: 550,
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
      },
      Drawer: { paddingLG: 20 },
      Form: { itemMarginBottom: 14, verticalLabelPadding: '0 0 4px' },
      Popover: { titleMinWidth: 120 },
    },
  };
}
