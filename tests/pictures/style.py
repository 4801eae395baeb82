"""Nothing but the style of the pages: dark, in colours and shapes like those of Discord."""

from __future__ import annotations

STYLE = """
* { box-sizing: border-box; margin: 0; }
html { background: #313338; }
body { width: 640px; padding: 14px 16px; background: #313338; color: #dbdee1;
  font: 15px/1.375 "Inter", "Noto Sans", "Noto Sans CJK SC", "Liberation Sans", "DejaVu Sans",
  "Noto Color Emoji", sans-serif;
  -webkit-font-smoothing: antialiased; overflow-wrap: anywhere; }
b, strong { font-weight: 650; }
article { padding: 5px 8px 6px; margin: 0 -8px; border-radius: 6px; }
article + article, article + .form, .form + article { margin-top: 12px; }
article.mine { background: #393a47; }
.row { display: flex; gap: 14px; }
.said { flex: 1; min-width: 0; }
header { display: flex; align-items: center; gap: 7px; margin-bottom: 1px; color: #f2f3f5; }
header time { font-size: 12px; color: #949ba4; }
.badge { background: #5865f2; color: #fff; font-size: 10px; font-weight: 650; line-height: 15px;
  padding: 0 5px; border-radius: 4px; }
.avatar { flex: none; display: inline-flex; align-items: center; justify-content: center;
  border-radius: 50%; color: #fff; font-weight: 600; }
.avatar.big { width: 40px; height: 40px; font-size: 18px; margin-top: 2px; }
.avatar.small { width: 24px; height: 24px; font-size: 12px; }
.avatar.tiny { width: 17px; height: 17px; font-size: 9px; }
.above { display: flex; align-items: center; gap: 5px; font-size: 13px; color: #b5bac1;
  padding-left: 54px; margin-bottom: 4px; position: relative; white-space: nowrap; }
.above .what { overflow: hidden; text-overflow: ellipsis; }
.above em { font-style: normal; color: #00a8fc; }
.hook { position: absolute; left: 19px; top: 9px; width: 31px; height: 13px;
  border: solid #4e5058; border-width: 2px 0 0 2px; border-top-left-radius: 7px; }
p { min-height: 1.375em; }
p.blank { min-height: .7em; }
p.small, p.small a { font-size: 12.5px; line-height: 1.4; }
p.small { color: #949ba4; min-height: 0; margin-top: 2px; }
p.item { padding-left: 22px; position: relative; }
p.item span:first-child { position: absolute; left: 4px; }
p.deep1 { margin-left: 18px; } p.deep2 { margin-left: 36px; }
p.deep3 { margin-left: 54px; } p.deep4 { margin-left: 72px; }
h1, h2, h3 { color: #f2f3f5; font-weight: 700; line-height: 1.3; margin: 6px 0 4px; }
h1 { font-size: 22px; } h2 { font-size: 18.5px; } h3 { font-size: 16px; }
h1:first-child, h2:first-child, h3:first-child { margin-top: 0; }
a { color: #3fb2ff; }
blockquote { border-left: 4px solid #4e5058; border-radius: 2px; padding-left: 11px;
  margin: 3px 0; }
code, pre { background: #1e1f22; border-radius: 4px; font: 13px/1.4 "DejaVu Sans Mono",
  monospace; }
code { padding: 1px 4px; }
pre { padding: 8px 10px; margin: 4px 0; border: 1px solid #3f4147; white-space: pre-wrap; }
.mention { background: #3e4372; color: #c9cdfb; border-radius: 3px; padding: 0 2px;
  font-weight: 500; }
.moment { background: #ffffff14; border-radius: 3px; padding: 0 2px; }
.spoiler { background: #1e1f22; color: transparent; border-radius: 4px; }
.edited { font-size: 10px; color: #949ba4; }
.container { background: #393a41; border: 1px solid #45464d; border-radius: 8px;
  padding: 14px 16px; margin-top: 5px; display: flex; flex-direction: column; gap: 8px; }
article.mine .container { background: #42434f; border-color: #4f505c; }
.separator { height: 0; } .separator.line { border-top: 1px solid #53545c; }
.space1 { margin: 3px 0; } .space2 { margin: 10px 0; }
.section { display: flex; gap: 14px; align-items: flex-start; justify-content: space-between; }
.section > div:first-child { flex: 1; min-width: 0; display: flex; flex-direction: column;
  gap: 4px; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 2px; }
.said > .buttons { margin-top: 8px; }
.button { display: inline-flex; align-items: center; gap: 6px; min-height: 32px; flex: none;
  max-width: 100%; padding: 3px 14px; border-radius: 7px; font-size: 14px; font-weight: 550;
  color: #fff; }
.button.primary { background: #5865f2; } .button.success { background: #248046; }
.button.danger { background: #c93b40; }
.button.secondary, .button.link { background: #505159; }
.button.disabled { opacity: .5; } .arrow { font-size: 13px; color: #d0d3d8; }
.select { display: flex; flex: 1; align-items: center; justify-content: space-between;
  gap: 10px; background: #2b2c31; border: 1px solid #4a4b52; border-radius: 7px;
  min-height: 40px; padding: 6px 12px; color: #a3a8b0; }
.select b { color: #dbdee1; font-weight: 500; }
.select.disabled { opacity: .5; }
.down { flex: none; width: 8px; height: 8px; border: solid #b5bac1; border-width: 0 2px 2px 0;
  transform: rotate(45deg) translate(-2px, -2px); }
.thumbnail { flex: none; width: 85px; height: 85px; border-radius: 7px; background: #505159;
  color: #b5bac1; font-size: 11px; display: flex; align-items: center; justify-content: center;
  text-align: center; padding: 6px; overflow: hidden; }
.gallery { display: flex; gap: 6px; } .gallery .thumbnail { flex: 1; height: 140px; }
.file { display: flex; align-items: center; gap: 10px; background: #2b2d31; padding: 11px 13px;
  border: 1px solid #45464d; border-radius: 8px; margin-top: 4px; }
.leaf { width: 20px; height: 26px; border-radius: 3px; background: #d4d7dc;
  clip-path: polygon(0 0, 65% 0, 100% 27%, 100% 100%, 0 100%); }
.ephemeral { font-size: 12px; color: #a3a8b0; margin-top: 6px; }
.ephemeral i { display: inline-block; width: 13px; height: 13px; line-height: 13px;
  border-radius: 50%; background: #a3a8b0; color: #393a47; text-align: center; font-size: 10px;
  font-weight: 700; font-style: normal; }
.thread { background: #2b2d31; border-radius: 7px; padding: 7px 11px; margin-top: 7px;
  display: inline-block; } .thread span { color: #3fb2ff; margin-left: 6px; }
.form { background: #3a3b42; border: 1px solid #4a4b52; border-radius: 12px; padding: 18px;
  width: 440px; margin: 4px auto; }
.form .title { display: flex; align-items: center; gap: 10px; font-size: 18px; color: #f2f3f5;
  margin-bottom: 14px; }
.form .title b { flex: 1; } .form .title span:last-child { color: #949ba4; font-size: 15px; }
.form label { display: block; font-weight: 550; color: #f2f3f5; margin: 14px 0 5px; }
.form p.small { margin: -3px 0 6px; } .star { color: #f38083; }
.input { background: #2b2c31; border: 1px solid #4a4b52; border-radius: 7px; padding: 9px 12px;
  min-height: 41px; white-space: pre-wrap; } .input.tall { min-height: 92px; }
.input i { color: #878c95; font-style: normal; }
.form .text { margin-top: 14px; }
.ends { display: flex; justify-content: flex-end; gap: 8px; margin-top: 18px; }
"""
