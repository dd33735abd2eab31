"""What the guard knows of English words: contractions, function words, irregular forms. Data, one string per list."""

from __future__ import annotations

CONTRACTED = {
    "won't": ["will", "not"], "shan't": ["shall", "not"], "can't": ["can", "not"], "cannot": ["can", "not"], "ain't": ["is", "not"],
    "'tis": ["it", "is"], "gonna": ["going", "to"], "wanna": ["want", "to"], "gotta": ["must"], "let's": ["let", "us"],
    "dont": ["do", "not"], "doesnt": ["does", "not"], "didnt": ["did", "not"], "isnt": ["is", "not"], "wasnt": ["was", "not"],
    "wont": ["will", "not"], "couldnt": ["could", "not"], "wouldnt": ["would", "not"], "havent": ["have", "not"], "im": ["i", "am"],
    "o'clock": ["o'clock"], "ma'am": ["madam"], "thou'rt": ["thou", "art"], "ne'er": ["never"], "e'er": ["ever"], "y'all": ["you"],
}  # fmt: skip

# Words that carry no content of their own; what they say about it (not, may, only, before) other modules read.
FUNCTION_WORDS = frozenset("""
a an the this that these those such same other others another what which who whom whose when where why how whether
i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its itself
they them their theirs themselves one ones oneself thou thee thy thine ye somebody someone something anybody anyone anything everybody
everyone everything nobody nothing none there here then now thus so too also very quite rather really just even still yet already again
ever never not no nor neither either both all each every any some many much more most few fewer less least several lot lots
is am are was were be been being art wast wert do does did doing done doth dost have has had having hath hast
will would shall should may might must can could ought wilt shalt canst need dare let
and or but if unless although though while whilst because since as for of to from in into on onto upon at by with within without about
above below over under between among through during before after until till against toward towards across along around off out up down
near than like per via except besides despite instead however therefore moreover furthermore indeed perhaps maybe well only
got get gets getting going go goes went gone make makes made making take takes took taken taking come comes came coming
thing things way ways kind sort bit well oh dear please yes
""".split())  # fmt: skip

_VERBS = """
be am is are was were been being|have has had having|do does did done doing|go goes went gone going|say says said|get gets got gotten
come comes came coming|make makes made making|take takes took taken taking|give gives gave given giving|see sees saw seen|know knew known
think thought|tell told|find found|leave left leaving|feel felt|bring brought|begin began begun beginning|keep kept|hold held|write wrote written writing
stand stood|hear heard|let letting|mean meant|set setting|meet met|run ran running|pay paid|sit sat sitting|speak spoke spoken|lie lay lain lying
lead led|read|grow grew grown|lose lost losing|fall fell fallen|send sent|build built|understand understood|draw drew drawn|break broke broken
spend spent|cut cutting|rise rose risen rising|drive drove driven driving|buy bought|wear wore worn|choose chose chosen choosing|eat ate eaten
sell sold|lend lent|teach taught|catch caught|fight fought|seek sought|throw threw thrown|show showed shown|fly flew flown flies|swim swam swum
ride rode ridden riding|shine shone|shoot shot|slide slid|spin spun|split splitting|spread spreading|swing swung|spring sprang sprung|string strung|shrink shrank shrunk|stink stank stunk|weave wove woven|tread trod trodden|arise arose arisen|awake awoke|bear bore borne|breed bred|cling clung|creep crept|flee fled|fling flung|leap leapt|lean leant|learn learnt|light lit|mow mown|overcome overcame|prove proven|quit quitting|sew sewn|shed shedding|smell smelt|sow sown|spell spelt|spill spilt|spit spat|spoil spoilt|strive strove|swell swollen|thrust|withdraw withdrew withdrawn|burn burnt|dream dreamt|undertake undertook undertaken
drink drank drunk|sing sang sung|ring rang rung|sleep slept|win won winning|shake shook shaken|steal stole stolen|forget forgot forgotten
forgive forgave forgiven|hide hid hidden|bite bit bitten|blow blew blown|freeze froze frozen|tear tore torn|wake woke woken|sink sank sunk
shut shutting|put putting|hit hitting|cost|hurt|beat beaten|bend bent|sweep swept|stick stuck|strike struck|swear swore sworn|sue sued suing
news|man men|woman women|child children|foot feet|tooth teeth|mouse mice|person people persons|wife wives|life lives|half halves|leaf leaves
bad worse worst|good better best|far farther farthest further|weep wept|lay laid|feed fed|bleed bled|deal dealt|dig dug|hang hung|kneel knelt
owe owes owed|die dies died dying|tie ties tied tying|use uses used using|agree agrees agreed agreeing|disagree disagreed|free freed freeing|guarantee guaranteed|decree decreed|arrive arrived arriving|move moved moving|close closed closing
"""
IRREGULAR = {form: line.split()[0] for line in _VERBS.replace("\n", "|").split("|") if line for form in line.split()}

# Words with a capital that are no names: greetings, closings, what often opens a sentence or is in headings, days and months
# (which are dates), and words that look like names.
NO_NAMES = frozenset(
    """
i hmm hm huh wow ugh phew oops aha hi hello hey greetings p s nope amongst thanks thank regards sincerely cheers yours truly love best kind warm respectfully cordially welcome sorry yes yeah
okay ok sure right good great nice fine god lord heaven heavens christ gosh ah ha hm um alas hurrah ps re fw fwd subject note nb fyi asap tbd
todo rsvp monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun tues thurs january february march april may june
july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec today tomorrow yesterday tonight morning
afternoon evening night day days week month year years time times people man men woman women child children friend friends family mother
father brother sister son daughter wife husband boss team mom mum dad sir madam miss ladies gentlemen folks guys everyone nobody colleague
two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand first second third last next once
twice half later earlier soon finally lately recently usually often sometimes always still suddenly nearly almost about above according
after against ahead along although among around aside away back because before behind below beside between beyond both bring build buy call
carry change check choose clean close come consider continue cook cost could count cover cut depend despite different do draw drink drive
drop during each early easy eat either else end enjoy enough even every except expect few fill find follow food forget free from full
further get give go grab half hang hard head heat help here high hold home hope house how ideally if imagine inside instead just keep know
large late learn leave less let like listen live long look lots make many maybe mean meanwhile mind mix money more most move much music must
my near need never new no none not nothing now of off old on one only open or other otherwise our out outside over overall own page part
pay perhaps pick place plan plus point possibly pour press print pull push put question quick quite rain rather read ready really remember
remove rest return roast run save say school see seems send serve set several shall she should show similarly since sit slice small snow
so some something somehow somewhere spend spread spring sprinkle stand start stay stir stop store such summer autumn winter add air all
allow also another any anyone anything apart apply are as ask at bake beat begin being better beware big bits boil books both bread break
business butter can care cats certain chop clearly click coffee cold combine common compare cream customers cut data dogs dough
drain drivers eggs email engineers errors explore fact farmers fewer files fish flour fold fortunately garlic half
hopefully however income in indeed it items its jobs key know later let's life light little local lunch machines maps
meat members milk models most nature neither news nobody nor officials oil onions order others parents parking
peace plants police politics power prices prisoners profits progress proof rates readers records reports residents results
rice rules salt sales scientists season server simmer simple simply soldiers someone staff students subsequently sugar supper tea
teachers technology tell tests than that the their then there therefore these they thing things think this those though through throughout
thus tickets tonight too toss traffic travel trees truth try turn under unfortunately unless unlike until up upon use users very view visitors
voters wait walk want war wash watch water we weather well were what whatever when whenever where whereas wherever whether which while whisk
celsius fahrenheit centigrade christmas easter halloween whitsun pentecost thanksgiving eve boxing epiphany michaelmas
who whoever whole whose why will wine with within without women wood words work workers would write you young your zero
""".split()
)

# Common given names of several countries, for sentences that open with one.
GIVEN_NAMES = frozenset(
    """
aaron abigail adam adrian agnes aisha alan albert alex alexander alexandra alfred ali alice alison amanda amelia amir amy ana andrea andreas
andrew angela anita ann anna anne anthony anton antonio arthur astrid audrey ava barbara beatrice ben benjamin bernard beth betty bill bob boris
brian bruce bruno camille carla carlos carmen carol caroline catherine cecilia charles charlotte chen chiara chloe chris christian christina
christine christopher claire clara claudia colin connor craig cynthia daisy dan daniel daniela darren dave david dean deborah dennis diana diego
dmitri dominic donald dorothy doris douglas duncan edith eduardo edward edwin eileen elaine eleanor elena eli elias elizabeth ella ellen elsa emil
emily emma enrique eric erik erika ernest esther ethan eva evan evelyn fatima felix fiona florence frances francis francisco frank fred frederick
gabriel gareth gary geoffrey george gerald gina giovanni giulia gordon graham greg gregory greta gustav hana hannah hans harold harriet harry hassan
heather heidi helen helena henry henrik hiroshi howard hugh hugo ian ibrahim ida ines ingrid irene iris isaac isabel isabella ivan jack jacob jake
james jan jane janet jasmine jason javier jean jeff jennifer jeremy jessica jim joan joanna joe johan john jonas jonathan jorge jose joseph joshua
joyce juan judith julia julian julie juliet jürgen kai karen karl kate katherine kathleen keith kelly ken kenneth kevin kim kumar kurt lars laura
lauren laurence lea leah lee lena leo leon leonard leroy leslie liam lila lily linda lisa liz louis louise luca lucas lucy luis luke lydia maggie
malcolm marcel marco marcus margaret maria marie marina mario marion mark marta martha martin mary matilda matteo matthew maurice max may maya
megan mei melissa mia michael michelle miguel mike mina miriam mohamed mohammed molly monica muhammad nadia nancy naomi natalie natasha nathan neil
nicholas nick nicola nicole nigel nina noah nora norman olga oliver olivia omar oscar otto owen pablo patricia patrick paul paula pauline pedro
penelope peter petra philip phoebe pierre priya rachel rafael rahul raj ralph raymond rebecca richard rita robert roberto robin roger roland ron
rosa rosalind rose ross roy ruth ryan sally sam samira samuel sandra sara sarah scott sean sebastian sergei sharon sheila simon sofia sonia sophia
sophie stanley stefan stella stephanie stephen steve steven stuart sue susan sven sylvia tania tanya tara ted teresa terry thea theo theodore
theresa thomas tim timothy tina toby todd tom tomas tony tracy ulrich ursula valerie vanessa vera veronica victor victoria vikram vincent viola
virginia vivian walter wanda warren wayne wendy wilhelm will william yasmin yuki yusuf yvonne zach zara zoe
""".split()
) - {"may", "will", "rose", "mark", "dean"}

TITLES = frozenset("""
mr mrs ms miss dr st prof sir lady lord messrs mme mlle m madame mademoiselle monsieur maître me señor señora don doña sr sra signor signora rev capt col gen lt sgt aunt uncle professor doctor captain president
""".split())  # fmt: skip
