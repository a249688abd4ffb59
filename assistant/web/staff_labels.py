"""What the staff tab says, in Chinese."""

LOGIN_HEADING = "工作人员登录"
LOGIN_HELP = "工作人员在这里核对清单。密码由管理员设置（LVZHI_STAFF_PASSWORD）。"
PASSWORD, ENTER, LEAVE = "密码", "登录", "退出登录"
WRONG_PASSWORD = "密码不对，请再试一次。"
SIGN_IN_FIRST = "还没有登录，或登录已过期；请刷新页面重新登录。"
NOTICE = "提示"

TAB_AUDIT = "清单核对"


def too_many_tries(wait_s: int) -> str:
    """After too many wrong passwords."""
    return f"试得太多了，请 {wait_s} 秒后再试。"


def kept_for(days: int) -> str:
    """The retention of the log, as staff are told it."""
    return (
        f"问答记录保存 {days} 天，过期自动删除；"
        "电话、证件、银行卡号在存入前已换成〔手机号〕这样的字样。"
    )
