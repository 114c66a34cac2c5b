"""Sentences of the login and of accounts."""

LOGIN_FAILED = "用户名或密码不对，或者账户暂时被锁定。连续错 5 次会锁定 15 分钟，请核对后再试。"
TOO_MANY_ATTEMPTS = "这个网络地址一分钟内尝试太多次，请等一分钟再试。"
NO_ROLE = "这个账户现在没有任何有效的角色。请联系本单位管理员或市局专业技术人员管理科。"
NO_SUCH_ROLE = "您没有这个角色，或者它已经到期。请刷新页面，从右上角的列表里选择。"
WRONG_OLD = "原密码不对，请重新输入。连续错 5 次，账户会锁定 15 分钟。"
SAME_PASSWORD = "新密码和原密码一样，请换一个。"
PASSWORD_USED = "这个密码以前用过。最近 5 次用过的密码不能再用，请换一个。"
PASSWORD_RESTS = (
    "密码是 {since} 才设的，满 24 小时以后才能再改（GB/T 22239-2019 8.1.4.1）。如果密码可能已被别人知道，请向管理员要一个重置码。"
)
PASSWORD_TEMPORARY = "您用的是临时密码。请先设置自己的密码，才能办理业务。"
PASSWORD_EXPIRED = "密码是 {since} 设的，已过 {days} 天的有效期（GB/T 22239-2019 8.1.4.1）。请先换一个新密码，才能办理业务。"
THREE_ADMINISTRATORS = "系统管理员、安全管理员、审计管理员不能由同一人担任（GB/T 22239-2019 8.1.4.2）。"
PASSWORD = {
    "short": "密码至少 12 位。",
    "long": "密码最多 128 位。",
    "classes": "密码要含大写字母、小写字母、数字、符号中的三类。",
    "own_name": "密码不能包含用户名、姓名或姓名的拼音。",
    "own_number": "密码不能包含本人证件号码或手机号码中连续的 6 位。",
    "unit": "密码不能包含单位或区市的名称、拼音，也不能包含 weihai、renshe。",
    "common": "密码包含容易猜到的内容（如 password、qwert、12345、aaaaa），请换一个。",
}
LOGIN = {
    "length": "用户名应为 2 到 50 个字符。",
    "signs": "用户名只能用字母、汉字、数字、点、连字符和下划线，不能有空格。",
}
PASSWORD_CHANGED = "密码已经修改，其他设备上的登录已全部退出。"

SET_UP_WRONG = "首次设置没有完成：有内容需要更正。"
SET_UP_CODE = "设置码不对。请在服务器上运行 flask --app wsgi setup-code 查看，或看 ./run 启动时显示的设置码。"
SET_UP_CLOSED = "系统已经完成首次设置，这个页面不再开放。请从登录页进入。"
SET_UP_DONE = (
    "首次设置完成，已建立四个账户，请各自登录。市局：登记机构并邀请各单位、各区市的管理员；系统管理员：给市局其他同事建账户；"
    "安全管理员：给这些账户授予角色；审计管理员：查看审计记录。"
)
SAME_LOGIN = "这个用户名和前面的重复。四个账户要由不同的人使用，请各填各的。"
SAME_PERSON = "这个姓名和前面的管理员重复。三员不能由同一人担任；确为同名的两个人，请在姓名后加部门区分。"
SAME_PASSWORD_AS_OTHER = "这个密码和前面账户的密码一样。请由各人自己设一个不同的密码。"
NAME_MISSING = "请填写姓名。"

SESSIONS_ENDED = "已退出 {count} 处其他登录。"
NO_SUCH_SESSION = "没有这条登录记录，或者它已经退出。请刷新页面查看。"
OWN_SESSION = "这是您现在用的登录。要退出，请用右上角的“退出”。"

USER_NOT_FOUND = "没有用户名为“{login}”的账户。请从账户列表里打开。"
ONLY_SYSTEM_ADMIN = "新建、停用、恢复账户和重置密码由系统管理员办理。"
ONLY_SECURITY_ADMIN = "授予和收回角色由安全管理员办理。"
LOGIN_TAKEN = "用户名“{login}”已经有人使用，请换一个。"
INSTITUTION_UNKNOWN = "没有统一社会信用代码为“{code}”的机构。请先由市局登记该机构，或核对代码。"
INSTITUTION_MISSING = "这个角色要对应一个机构，请填写统一社会信用代码。"
DISTRICT_MISSING = "区市人社局的角色要选所属区市。"
DISTRICT_UNKNOWN = "没有这个区市，请从列表里选择。"
PERSON_MISSING = "专业技术人员的角色要对应一个人，请填写人员编号（如 P00012345）。"
PERSON_UNKNOWN = "没有编号为“{number}”的人员。请在人员列表里核对编号。"
ROLE_UNKNOWN = "请从列表里选择角色。"
ROLE_HELD = "这个账户已经有这个角色，没有重复授予。"
ROLE_NOT_HELD = "这个账户没有这个角色，或者它已经收回。请刷新页面查看。"
NOT_ONESELF = "不能给自己授予或收回角色、停用自己的账户，请由另一位管理员办理。"
DISABLED = "账户“{login}”已停用，{count} 处登录随即失效。"
ENABLED = "账户“{login}”已恢复使用。"
GRANTED = "已授予角色：{role}。"
WITHDRAWN = "已收回角色：{role}，用这个角色的登录随即失效。"
SET_UP_ACTOR = "首次设置"
NO_PERMISSION = "账户“{login}”现在没有可以办理这件事的角色。请核对用户名，或请安全管理员授予角色。"

MAY_NOT_INVITE = "您不能为这个单位或角色开账户：单位管理员只能邀请本单位的同事，单位和区市的第一位管理员由市局邀请。"
NO_SUCH_INVITATION = "没有这份待用的邀请，或者它已经用过、过期或撤销。请刷新页面查看。"
CODE_USELESS = (
    "这个激活码现在不能用：可能输错了一位，也可能已经用过、过期或撤销。请对照纸面再输一次；仍不行，请向发码的单位要一个新的。"
)
PERSON_HAS_ACCOUNT = "您已经有账户，不用再激活。请直接登录；忘记密码请在登录页点“忘记密码”。"
LAST_FOUR_WRONG = "证件号码后四位和登记的不一致。请核对后再输；连续错 5 次，这个激活码作废，要由单位重新打印。"
ROLE_HELD_ALREADY = "这个账户已经有这个角色，不用再激活。请直接登录。"
ACCOUNT_OF_ANOTHER = "这个账户是另一位专业技术人员的。一个账户只给本人使用，请用您自己的账户，或新建一个。"
ACTIVATED = "账户已经可以使用。以后请用刚才设置的用户名和密码登录。"
ROLE_ADDED = "新角色已加到您的账户上，可以在右上角切换。"
PASSWORD_SET = "新密码已经生效，其他设备上的登录已全部退出。"
NO_SUCH_COLLEAGUE = "没有这位同事，或者他的角色已经收回。请刷新页面查看。"
NO_SUCH_REQUEST = "没有这份申请，或者已经有人处理。请刷新页面查看。"
NOT_ONESELF_HERE = "这里只办理同事的账户。要交出管理权，请用“移交管理”；要改自己的密码，请到“账户与密码”。"
NOT_ADMINISTRATOR = "您现在不是本单位的账户管理员。请由管理员办理，或联系市局专业技术人员管理科。"
NOTHING_CHANGED = "已经是这样，没有改动。请刷新页面查看。"
HAS_OTHER_ROLES = "这个账户还有别的单位或本人的角色，不能由您重置密码。请由系统管理员重置。"
TWO_PEOPLE = (
    "“{login}”是三员之一，重置密码要两位管理员：系统管理员或安全管理员在账户页面发起，另一位管理员同意后给出重置码"
    "（GB/T 22239-2019 8.1.4.2）。"
)
SECOND_PERSON = "发起的人和要重置的本人都不能同意。请由另一位管理员办理。"
RESET_NOT_ONESELF = "不能给自己发起重置。要改密码，请到“账户与密码”；忘记了密码，请由另一位管理员发起。"
ONE_IS_ENOUGH = "这个账户不是三员，不用两位管理员。请由系统管理员直接重置。"
RESET_WAITS = "给“{login}”重置密码已经有人发起，正等另一位管理员同意，没有重复发起。"
RESET_STARTED = "已发起，请另一位管理员在 {until} 前同意；他会拿到重置码，当面交给本人。"
RESET_ENDED = "已结束，没有给出重置码。"
NO_SUCH_RESET = "没有这项等待同意的重置，或者它已经办结、过期。请刷新页面查看。"
CLI_DISABLED = "账户“{login}”已停用，不能重置密码。请先由系统管理员恢复使用。"
CLI_CODE = "账户“{login}”的重置码：{code}\n{until} 前在 /activate 页面输入，设置新密码；只能用一次，原来的密码和登录随即失效。"
PERSON_WITHOUT_ACCOUNT = "这个人还没有账户，不用重置。请打印激活码给本人。"
STAFF_WITHDRAWN = "已收回，原来的登录随即失效。"
STAFF_ADMINISTRATOR = "已设为管理员，对方下一次打开页面就能管理本单位账户。"
STAFF_ORDINARY = "已取消管理员，对方仍是本单位的普通账户。"
INVITATION_REVOKED = "邀请已撤销，原来的激活码作废。"
REQUEST_DISMISSED = "申请已关闭，没有发重置码。"
HANDED_OVER = "管理权已移交，您仍是本单位的普通账户。"
HANDED_OVER_LEFT = "管理权已移交，您在本单位的角色已收回。"
FORGOT_NOTED = "已记下。如果这个用户名存在，负责的管理员会看到您的申请，核对您本人后给您一个重置码。"
SUCCESSOR_MISSING = "请选择接任的同事，或填写要邀请的人的姓名。"
NOT_AN_EMPLOYER = "这里给本单位的专业技术人员打印激活码，由用人单位的账户管理员办理。"
NOBODY_TO_PRINT = "名单里没有需要激活码的人：还没有人员，或者都已经有账户。"
