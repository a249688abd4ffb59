"""The words around a place name that say whether the matter is there: data only."""

# Before a name that opens the question.
FILLERS = (
    r"(?:请问|请教|反映|举报|投诉|听说|希望|请求|恳请|建议|质疑|求|盼|请|贵|我要|尊敬的|想问|问|打听|咨询|了解|查|看|说|告诉|麻烦|帮|一下|下|个|事儿?|我们?|俺们?|咱们?|你好|您好|领导|老师|同志|"
    r"那么?|要是|如果|换成|假如|换|关于|这|就|是|在|想|要|知道|能|可以|给|的|哎|诶|喂|嗯|呀|啊|哈|家|住|户口|到底|属于|归|对|"
    r"[\W_])*"
)
# Right before a name: somebody or something comes, goes or is sent.
MOTION_BEFORE = (
    r"(?:从|由|打|离|去|到|往|回|赴|飞|来自|卖[到给往]|运[到往]|拉[到往]|寄[到给]|发[到往]|销往|嫁[到去]|搬[到去]|迁[到往]|送到|"
    r"跑到?|出|途经|路过|经过|通往|开往|靠|挨着|临近|和|跟|与|比|像|学|叫|请|买|进|走|过|至|转到|转去|调[到往]|落户|考[到上])$"
)
# Right after a name: somebody's stay, origin or goods.
PASSING_AFTER = (
    r"(?:那[边儿头面块]|城里|市里|市区|县城|省|市|本地|这边|当地)?(?:的)?"
    r"(?:帮扶|援建|支援|对口|捐|投资|打工|务工|打过工|做工|上班|工作|上学|上大学|上高中|读书|读大学|读研|念书|念大学|住院|看病|治病|就医|手术|当兵|服役|入伍|"
    r"做生意|干活|陪读|陪孩子|带孩子|带孙子|看孙子|经商|买(?!卖)|出差|旅游|培训|进货|拉|运|卖|来|过来|回|返|搬|迁|嫁|娶|调|毕业|"
    r"退伍|退役|复员|进的|产|寄|开来|牌照|车|货|户口|户籍|籍|人(?!畜|口|大|社|民|武|才|员|居|均|行|工|事|家)|客商|老板|商人|商贩|贩子|游客|"
    r"亲戚|媳妇|女婿|姑爷|朋友|公司|企业|厂|技术员|专家|医院|大学|种子|化肥|农药|的?(?:牛|羊|猪)贩|交的?社保|缴的?社保|交的?医保|参保|"
    r"[\u4e00-\u9fff]{2}的(?:人|技术员|专家|老板|客商|厂|公司)|结婚|离婚|生的?孩子|出生|考|学)"
)
# The asker turns back to this place.
HERE = r"(?:咱|我们?|俺们?|本|这)(?:们)?(?:这[边儿里]?|镇|村|旗|乡|嘎查|屯|里)|咱这|这边|本地|回来|回村|回乡|回镇|回家|返乡|回到|老家(?!就?[在是]|[\u4e00-\u9fff]{2,4}[镇乡旗县市])|转回|迁(?:过)?来|搬(?:过)?来"
# The asker speaks of that place.
THERE = r"那[边儿里头面块]|[她他]们?(?:村|镇|乡|旗|县|那)|当地"
# Before and after a name: a relative has settled there, and the matter is that one's.
SETTLED_BEFORE = r"(?:嫁[到去]|搬[到去]|迁[到往]|落户(?:到|在)?)$"
SETTLED_AFTER = r"[^。！？!?]{0,6}[，,。 ]\s*(?:现在)?[她他](?:们|家|婆婆|公公|男人|老公|孩子|娃)"
# A relative who comes from there, while the matter is here.
KIN_BEFORE = r"(?:媳妇|对象|老公|老婆|女婿|儿媳|姑爷|嫂子|亲戚|朋友|邻居|娘家|婆家|爸|妈|爹|娘|儿子|闺女|女儿|孩子|哥|弟|姐|妹|丈夫|妻子|孙子)(?:家)?(?:们)?(?:现在)?(?:是|在|户口在|住在?|家在|户口是)?$"
# Before a name in the middle of a question: the matter is there.
STAYS_BEFORE = r"(?:在|是|住|属于|归|问|查|了解|关于|说|对|[\W_])$"
# After a bare name (吉林, 西安) in the middle or at the start of a word.
NOT_A_NAME_AFTER = r"[边岸面侧坡沟]|装|置|排|全|定|路|街|村|屯|菜|大葱|煎饼|拉面|啤酒|烤鸭|时间"
# A town by its form only, whose name no list of places has.
UNKNOWN_TOWN = r"(?P<stem>[\u4e00-\u9fff]{2,4}?)(?:镇(?!里|上|压|定|静|痛)|乡(?!村|里|镇|下|亲|土|道)|苏木(?!乡)|街道(?!上|办))"
# Characters that no such name has: they are words beside it (那个镇, 我们镇, 小城镇).
NO_STEM = r"[过听映报贵苏和与跟在由给把让归到去对向各全本该小建每还问找请叫来回离壁别的是往城乡那这我们咱俺个哪两几邻隔当外某种主农集中重点美丽特色基层有上下里人区县旗市省年政府街]"
