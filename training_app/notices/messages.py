"""The sentence of each kind of notice, filled from its detail: what happened or falls due, and what to do next."""

from __future__ import annotations

ABSENT = "—"
FULL_STOPS = "。．.；;，, "

NOTICES = {
    "account.alarm": "一分钟内有 {attempts} 次登录没有成功，可能有人在试密码。请查明来源的网络地址并拦截。",
    "account.factor_ended": "您的两步验证已关闭。不是本人操作的，请马上修改密码，再联系安全管理员。",
    "account.factor_enrolled": "您的账户已开启两步验证，以后登录要输动态码。不是本人操作的，请马上联系安全管理员重置。",
    "account.factor_reset": "安全管理员重置了您的两步验证。不是您要求的，请马上修改密码，再联系市局。",
    "account.granted": "您的账户增加了一个角色：{role}。可以在右上角的账户菜单里切换。",
    "account.new_device": "您的账户在一台没有用过的设备上登录了（{device}）。不是本人操作的，请马上修改密码并结束那里的登录。",
    "account.password_changed": "您的登录密码已修改，其他设备上的登录都已结束。不是本人操作的，请马上联系系统管理员停用账户。",
    "account.password_reset": "{unit}给了一个重置码，可以给您的账户设新密码。不是您要求的，请马上联系市局。",
    "account.reset_asked": "有人忘记了密码，申请重置。请核对是本人，再给重置码；不是本人的，关闭申请。",
    "account.reset_started": "{role}发起重置管理员“{login}”的密码，请另一位管理员核对后 24 小时内同意或结束。",
    "account.unused": "{count} 个账户 {days} 天没有登录，已自动停用。还要使用的，请在账户页恢复。",
    "account.unused_here": "本单位 {count} 个账户 {days} 天没有登录，已自动停用。还要用的请系统管理员恢复。",
    "account.revoked": "您的账户收回了一个角色：{role}。有疑问请联系安全管理员。",
    "certificate.decided": "贵单位证书 {number} 的{act}申请：{state}。请打开查看。",
    "certificate.replaced": "您的{title} {number} 已换发，现行编号 {successor}。原证书不再有效，请下载新证书。",
    "certificate.revoked": "您的{title} {number} 已撤销，公开查验显示“已撤销”。有疑问请联系发证单位。",
    "certificate.to_decide": "{unit} 申请{act}一本{title}，请另一位经办人核对后办理。",
    "certificates.registered": "{unit} 登记了贵单位学员的等级考核结果：{count} 人有成绩，{certificates} 人取得证书。",
    "certificates.undone": "{unit} 撤回了贵单位学员的一批等级考核结果，共 {count} 人。更正后会重新登记。",
    "certificates.yours": "您的等级证书已登记（{unit}），可以在“我的证书”查看，并看现在能认定什么职称。",
    "certificates.yours_undone": "您刚登记的等级证书因资料更正被撤回，更正后会重新登记。有疑问请联系 {unit}。",
    "class.approved": "班次“{name}”的备案已批准，可以导入学员名单并开班。",
    "class.cancelled": "班次“{name}”已取消：{remark}。名单上的学员可以参加其他班次。",
    "class.completed": "班次“{name}”已结业，{completed} 人合格，请在 {due} 前把名单和结果报送省平台并登记。",
    "class.completion_due": "班次“{name}”的课已在 {day} 上完，还没有办结业。请核对考勤和成绩后办理。",
    "class.draft_due": "班次“{name}”定于 {day} 开班，备案还没有提交。来不及的，请先改开班日期。",
    "class.reopened": "市局撤回了班次“{name}”的结业：{remark}。请更正后重新办结业。",
    "class.report_due": "班次“{name}”结业后的报送还剩 {left} 天，{due} 截止（威人社函〔2023〕25号 四（二））。",
    "class.report_today": "班次“{name}”结业后的报送今天截止（威人社函〔2023〕25号 四（二）），请报送后登记。",
    "class.report_overdue": "班次“{name}”结业后的报送已过 {due} 的期限（威人社函〔2023〕25号 四（二）），请尽快报送并登记。",
    "class.reported": "{unit} 已报送班次“{name}”的名单和结果（{day}）。",
    "class.returned": "班次“{name}”的备案被退回：{remark}。请修改后重新提交。",
    "class.submitted": "{unit} 提交了班次“{name}”的备案，请审核。",
    "class.to_assess": "{unit} 的班次“{name}”已结业，{completed} 人合格，可以安排等级考核。",
    "hours.earlier": "市局补录了您以前取得的学时，每一笔的来源可以在“我的学时”查看。有出入的请联系市局。",
    "hours.earlier_undone": "市局撤销了一批补录的学时，其中有您的，更正后会重新登记。有疑问请联系市局。",
    "institution.listed": "市局按公布的名录登记了贵单位的资格：{items}。请打开机构页核对有效期和范围。",
    "institution.programmes": "市局更新了培训项目目录里贵单位的项目：{items}。请打开机构页核对有效期。",
    "institution.unlisted": "市局撤回了刚按名录登记的资格：{items}，更正后会重新登记。有疑问请联系市局。",
    "job.clock": "定时任务“{title}”有异常：{message}。",
    "job.done": "后台任务“{title}”已办完：{message}。",
    "job.failed": "后台任务“{title}”没有办成：{message}。",
    "lot.approved": "批次 {lot}（{count} 人）国家审核通过，可以颁发证书，颁发后请上传证书编号。",
    "lot.confirmed": "批次 {lot}（{count} 人）省厅已确认，等国家审核。审核结果出来后请登记。",
    "lot.returned": "批次 {lot}（{count} 人）被退回：{remark}。请更正后重新报送，不能更正的人请移出批次。",
    "lot.sent": "{unit} 把批次 {lot}（{count} 人）的考核结果报省厅确认。收到省厅确认的，请登记日期和文件。",
    "lot.waiting": "批次 {lot} 停在“{state}”已经 {days} 天。请查问进度，有结果的请登记。",
    "lot.yours_approved": "您的等级考核结果已通过国家审核，评价机构正在颁发证书。证书登记后可以在“我的证书”查看。",
    "person.looked_at": "有人查看了您的完整{what}，写明的原因可以在“谁看过我的号码”里看到。",
    "plan.confirmed": "{unit}确认了贵单位 {year} 年度方案里的 {count} 项，可以接着办理提交。",
    "plan.declined": "{unit}不同意 {year} 年度方案里的 {count} 项，原因写在方案页。请改正后重新请其确认。",
    "plan.filed": "贵单位的 {year} 年度方案已备案（{document}）。请报送省厅，并在方案页登记。",
    "plan.not_sent": "{year} 年度方案已备案，还没有登记报送省厅，{due} 到期。已报送的，请在方案页登记日期和文号。",
    "plan.returned": "贵单位的 {year} 年度方案被退回，要补正的项目和原因写在方案页。请改正后重新提交。",
    "plan.submitted": "{unit} 提交了 {year} 年度方案，请审核备案。",
    "plan.to_confirm": "{unit} 请贵机构确认 {year} 年度方案里的考核计划，请在方案页逐项答复。",
    "qualification.ending": "贵单位的“{qualification}”资格还剩 {left} 天，到 {day} 止。要继续的，请联系市局办理延期。",
    "qualification.ending_of": "{unit} 的“{qualification}”资格还剩 {left} 天，到 {day} 止。",
    "qualification.renewed": "市局登记了贵单位“{qualification}”资格的延期，失效日：{day}。",
    "qualification.resumed": "贵单位的“{qualification}”资格自 {day} 起恢复。",
    "qualification.suspended": "贵单位的“{qualification}”资格自 {day} 起暂停：{remark}。有异议请联系市局。",
    "registration.corrected": "{unit} 补正了注册申请 {number}，请核对。",
    "registration.submitted": "{unit} 申请注册为{kind}，请核对证照后办理。",
    "return.accepted": "{quarter}开展情况表（{number}）市局已接收。",
    "return.due": "{quarter}开展情况表还没有提交，{due} 截止（威人社函〔2023〕25号 六（二））。",
    "return.overdue": "{quarter}开展情况表已过 {due} 的期限，还没有提交。请尽快填报（威人社函〔2023〕25号 六（二））。",
    "return.returned": "{quarter}开展情况表（{number}）被退回：{remark}。请更正后提交新的一版。",
    "return.submitted": "{unit} 提交了{quarter}开展情况表（第 {version} 版），请审核。",
    "roster.rename_agreed": "市局同意批次 {batch} 第 {line} 行改名，可以确认导入。",
    "roster.rename_asked": "{unit} 提请核对改名：批次 {batch} 第 {line} 行的证件号码已登记在另一个姓名之下，请并排核对后答复。",
    "roster.rename_refused": "市局不同意批次 {batch} 第 {line} 行改名。请对照证件更正姓名或号码，理由见并排核对页。",
    "roster.undone": "班次“{name}”的一批学员名单（{batch}）已撤销，{count} 人不再在名单上。",
    "subsidy.paid": "市局登记了贵单位班次的培训补贴：{count} 人，共 {amount} 元。",
    "subsidy.undone": "市局撤销了贵单位班次的一批补贴登记：{count} 人。更正后会重新登记。",
    "subsidy.yours": "给您的培训补贴已登记发放，到账时间以银行为准。",
    "subsidy.yours_undone": "给您的一笔培训补贴登记因资料更正被撤销，更正后会重新登记。",
    "title.earlier": "市局补录了您以前取得的职称，可以在“我的职称”查看。有出入的请联系市局。",
    "title.earlier_undone": "市局撤销了一批补录的职称，其中有您的，更正后会重新登记。有疑问请联系市局。",
    "title.recognised": "您的{title}职称已认定（{number}），可以在“我的职称”查看。",
    "verification.alarm": "公开查验的次数超过了上限（{count} 次），可能有人在试编号。请查明来源的网络地址并拦截。",
}  # fmt: skip
NUMBERS = {"identity_number": "证件号码", "phone": "手机号码"}
REMINDED = "新提醒 {count} 条。"
OUTSIDE = "{sentence}登录平台查看。"
DELIVERED = "发出 {sent} 条，失败 {failed} 条。"
CHANNEL_UNUSABLE = "设置 {name} 不能用：{given} 不是“包.模块:函数”，或者该函数没有给出带 send(地址, 文字) 的对象（{reason}）。"
MAIL_WRONG = "这不是一个电子邮箱地址，请写成 name@example.com 的样子；不想收邮件，请留空。"
MAIL_SAVED = "已保存。有期限和与您本人有关的消息会同时发到这个邮箱。"
MAIL_REMOVED = "已取消，消息只在平台里提醒。"
NO_SUCH_NOTICE = "没有这条消息，或者它不是发给您的。请回到消息列表查看。"
ALL_READ = "{count} 条消息已标为已读。"
