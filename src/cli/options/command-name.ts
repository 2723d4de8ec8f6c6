export type CommandName = 'hunt' | 'explain' | 'fix' | 'audit' | 'bisect' | 'history';
