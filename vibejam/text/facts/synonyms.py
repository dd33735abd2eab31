"""Words that may stand for each other in a paraphrase, and words whose coming and going says nothing. Data, for content.py.

Groups are parted by "|"; "get_through" is a phrase. A group is no claim that its words mean the same, only that one of them answers
another: what a group gets wrong, the rules for opposites, degrees and numbers still see.
"""

from __future__ import annotations

SYNONYMS = """
refrigerator fridge|telephone phone call ring call_up ring_up|television tv telly|photograph photo picture snap shot|advertisement advert ad
automobile car vehicle|bicycle bike cycle|motorcycle motorbike|aeroplane airplane plane flight fly|newspaper paper press|laboratory lab|examination exam test
mathematics maths math|kilogram kilo|gymnasium gym|influenza flu|veterinary vet|document paper file|letter note mail write|email mail message write
occur happen take_place come_about|incident event thing occurrence happening|notice spot see observe realise realize|discover find learn find_out come_across
purchase buy acquire get|sell flog|sell buy|obtain get acquire secure gain|receive get have|possess own have keep|require need want ask ask_for call_for demand
request ask ask_for|inquire enquire ask wonder question|inform tell notify advise let_know say|state say declare|mention say note point_out refer|reply answer respond
speak talk say tell|converse talk chat discuss conversation|discuss talk_about go_over discussion|describe call depict say|explain tell clarify say|complain object protest grumble moan objection
commence begin start set_about launch open|terminate end finish stop close|conclude finish end close|continue go_on keep_on carry_on keep stay|remain stay keep be_left leave
depart leave go set_off set_out start|arrive come get reach turn_up get_in|return come_back go_back get_back bring_back give_back back|enter come_in go_in get_in go_into
proceed go move carry_on|approach come near|follow come after next|accompany go_with come_along join|visit see call_on go_to come|attend go_to come_to be_at turn_up|meet see get_together gather
assist help aid lend_hand|attempt try effort go|endeavour try|permit allow let may|prohibit forbid ban|prevent stop keep_from|cease stop quit give_up|abandon give_up drop leave
select choose pick go_for choice option|decide choose settle make_up|determine decide find establish work_out|consider think look_at regard see take treat|believe think hold reckon feel
suppose think guess assume|understand see know get follow|know be_aware aware realise|recall remember|forget leave|intend mean plan going intention|wish want like desire|hope wish want
like enjoy love fond|dislike hate can't_stand|prefer rather like_better favour|appear seem look come_out|resemble look_like like|demonstrate show prove|display show exhibit|indicate show suggest point
reveal show tell|conceal hide|examine look_at check inspect look_over study|inspect check look_over go_over inspection|investigate look_into check|search look hunt seek|locate find
construct build make put_up|create make produce|manufacture make produce build|produce make yield|repair fix mend do_up put_right|restore fix repair|replace swap change substitute|alter change amend modify
modify change|convert turn change|transform change turn|transport carry take bring|transfer move shift switch|transmit send|convey carry tell|deliver bring drop_off hand_over|dispatch send send_off ship post
forward send send_on pass_on|distribute hand_out give_out share_out|provide give supply offer lay_on|supply give provide|offer give propose|donate give gift|grant give award|bestow give|present give show
utilise utilize use make_use|employ use hire take_on job work|operate run work use|function work run go|perform do carry_out play|conduct carry_out run do lead|execute run carry_out|implement carry_out do put_in
complete finish done finish_off entire full|achieve reach do manage|accomplish do achieve manage|succeed manage do|fail not|cause make lead bring_about reason|result end outcome lead come|affect hit touch change
increase rise grow go_up raise climb more|decrease fall drop go_down lower less cut|reduce cut lower bring_down shrink|expand grow widen|extend stretch lengthen go_on make_longer|improve better get_better do_better
deteriorate worsen get_worse|survive live get_through make_it pull_through come_through|perish die|decease die death dead|bury burial funeral|injure hurt wound harm|suffer have feel|recover get_better get_over heal
consume eat use drink|dine eat dinner|devour eat|prepare make get_ready ready cook|serve give|pour put tip|add put_in put mix_in stir_in|insert put_in put|remove take_out take_away take_off take get_rid clear
discard throw_away throw_out bin dump|retain keep hold_on stay hold|preserve keep|store keep hold live put_away|place put set lay stick|position place put spot where location|situate stand lie|erect put_up build
attach fix stick tie join|fasten tie do_up fix|connect join link hook_up|separate part split apart|divide split share|combine mix join put_together|gather collect get_together meet pick|assemble gather put_together meet
collect pick_up gather fetch take|fetch get bring|obtain get_hold|contact get_hold reach call write get_in_touch touch|reach get get_to contact get_hold come|communicate talk tell|announce say tell
sign autograph|register sign_up enrol enroll record|enrol sign_up join|subscribe sign_up|reserve book keep|book reserve|cancel call_off drop scrap|postpone put_off delay push_back|delay hold_up late put_off hold
hasten hurry rush speed|hurry rush|wait hang_on hold_on|linger stay hang_about|rest lie sleep break|sleep nap|rise get_up stand_up|wake get_up|sit sit_down seat|stand rise|walk go stroll foot|run jog go|travel go trip journey
journey trip travel way|vacation holiday trip|excursion trip outing|reside live dwell|inhabit live|inhabitant people resident person live|resident people live|population people|occupant people tenant
vacate leave get_out move_out|relocate move|transfer move|move shift go|close shut closure|open unlock|seal close shut|lock shut close|fall drop come_down tumble|tumble fall|collapse fall give_way|break smash go snap
sound go_off ring noise|explode go_off blow_up|illuminate light|extinguish put_out|ignite light set_fire|burn fire flame|freeze frost ice|melt thaw|flood under_water|submerge flood under_water
rebuke tell_off scold|criticise criticize knock pick_apart|praise compliment speak_well|thank thanks gratitude grateful|apologise apologize sorry say_sorry apology|congratulate well_done|greet say_hello welcome
persuade talk_into convince get|convince persuade|encourage urge push|urge push press|compel force make|oblige force make|order tell command|instruct tell teach show|teach show instruct lesson|train teach
learn find_out hear pick_up|study learn read|read go_through|write put_down pen note|record write_down note keep|note write_down see|compose write|publish bring_out come_out print|issue give_out bring_out
win beat get|defeat beat win|lose miss|compete race play|participate take_part join|join come go_in|resign quit leave step_down|retire stop step_down|dismiss fire sack let_go throw_out|appoint name make hire
elect vote choose pick|vote ballot poll|approve pass agree say_yes ok okay back|reject turn_down refuse throw_out no|decline turn_down refuse say_no no|refuse turn_down say_no no|accept take agree say_yes
agree accept settle yes consent|consent agree yes|disagree differ argue|argue quarrel row fight|dispute argue row|fight battle|attack go_for hit|strike hit beat|pay settle cough_up payment|settle pay agree|owe due debt
charge fee cost bill price|cost price come_to worth|expense cost|price cost|fare ticket price cost ride|fee charge cost|free without_charge no_charge|gratis free|payment pay|purchase buying|earn make get|spend go pay use
save keep put_by|waste throw_away|borrow lend|lend loan give|rent hire let lease|lease rent|profit money gain make|salary pay wage|income pay money|money cash fund|fund money pay|wealthy rich well_off|poor hard_up
large big great huge|small little tiny|numerous many|several some few|entire whole all|complete whole full|sufficient enough|adequate enough|additional more extra further another other|further more another|extra more
various different several|diverse different|similar like same|identical same|different other unlike|correct right true|incorrect wrong|accurate right true|erroneous wrong|error mistake wrong fault slip bug|fault blame wrong mistake
defect fault bug flaw|problem trouble issue difficulty matter|difficulty trouble problem hard|difficult hard tough tricky|easy simple|simple easy plain|complicated hard tricky|rapid fast quick|quick fast swift|slow long
intelligent clever bright|foolish silly stupid|beautiful pretty lovely|attractive pretty|pleasant nice lovely|enjoyable fun nice pleasure|excellent great very_good splendid|terrible awful bad dreadful|poor bad
content happy satisfied|satisfied happy pleased|delighted happy glad pleased|glad happy pleased good|unhappy sad|upset sad cross|angry cross furious mad|afraid scared frightened fear|anxious worried worry|concerned worried worry concern
concern worry bother about|certain sure|uncertain unsure not_sure|confident sure|aware know|ignorant not_know|capable able can|unable cannot|able can|available free have to_hand get|accessible get_at|essential need must|necessary need must
mandatory must required|compulsory must|obligation must duty have|entitled right may|eligible can|permitted allowed may can|forbidden not_allowed|prohibited not_allowed|legal law lawful|illegal law unlawful
current now present|present now here current|previous last before old earlier|former old once ex|prior before earlier|subsequent later next after|following next after|recent late new lately|ancient old|modern new
initial first early|final last end|ultimate last|annual year yearly|monthly month|weekly week|daily day|nightly night|overnight all_night|immediate now once straight right_away|immediately at_once straight_away right_away
instantly at_once|promptly soon quickly|presently soon now|eventually end finally|frequently often|occasionally sometimes now_and_then time|rarely seldom hardly_ever not_often|usually mostly most|constantly all_the_time always
previously before earlier|formerly once used_to|currently now these_days|nowadays now these_days today|recently lately|afterwards after later follow|thereafter then|meanwhile while|simultaneously same_time together
mainly mostly chiefly largely|primarily mainly|mostly mainly|approximately about around roughly|nearly almost about|almost nearly|barely hardly|completely fully all quite whole|entirely all quite|totally all quite|partially partly
solely only alone|merely only just|especially particularly most|particularly especially|extremely very|highly very|considerably much lot|significantly much lot|slightly bit little|somewhat bit rather|fairly quite pretty|rather quite pretty
sufficiently enough|excessively too|perhaps maybe|possibly maybe|probably likely|certainly sure|obviously clear|clearly plain see|evidently clear|apparently seem|allegedly claim say|reportedly say
child kid youngster little_one boy girl|children kids|infant baby|adolescent teenager|man bloke guy fellow chap|woman lady|person people somebody someone human man|individual person people one|gentleman man|spouse wife husband partner
relative family|parent mother father mum dad|mother mum mom|father dad|grandmother gran granny|grandfather grandad grandpa|sibling brother sister|friend mate pal|companion friend|colleague workmate team people fellow
employee staff worker people|staff people team employee worker|manager boss head|supervisor boss|director head boss|chairman chair chairwoman|leader head charge lead leadership|leadership charge lead|assistant helper|customer client
guest visitor|visitor guest people come|passenger people rider|patient people|pupil student child|student pupil|teacher tutor|physician doctor|doctor dr|attorney lawyer|solicitor lawyer|police officer|constable policeman officer
member people one|participant people take_part|spectator people watch|audience people|crowd people|public people|nation country|country land nation|state country|city town|town place|village place|district area part|region area
area place part|location place where spot|site place|residence home house|dwelling house home|house home place|apartment flat|building house place|structure building|establishment place|store shop|shop store|market shop
restaurant place|office place|factory plant works|school college|university college|hospital clinic|garden yard|street road|road street way|highway road|path way track trail|trail path track walk|route way road|direction way
front ahead|rear back|summit top|base bottom foot|centre center middle|edge side|interior inside|exterior outside|side party part half|border edge|distance way far|height tall high|length long|width wide|depth deep|weight heavy weigh
size big large|quantity amount number lot|amount sum lot much|number many figure count|majority most|minority few|portion part share|part bit piece|section part|component part|fragment bit piece|remainder rest|rest others left
beginning start|conclusion end|end close|start beginning|period time while|moment time minute|instant moment|duration time long|interval time gap|occasion time|opportunity chance|possibility chance may|probability chance
reason why because cause|purpose why aim|aim goal|objective aim goal|method way|manner way how|approach way|means way|technique way|procedure way step|process way|system way|solution answer way|explanation reason why
opinion view think mind|view see opinion|idea thought|notion idea|suggestion idea propose|proposal plan idea suggest|plan idea|scheme plan|decision decide choice|agreement deal|contract deal agreement|arrangement plan deal
meeting session meet|conference meeting|gathering meeting party|celebration party|ceremony service|service mass|performance show|concert gig|lecture talk|speech talk|presentation talk|conversation talk chat|discussion talk discuss
announcement news announce say|information news detail know more about|news word information|message word note|instruction direction|direction way|guide manual|manual handbook guide|rule law|regulation rule law|law rule|permission leave let
request ask|demand ask|complaint complain|question ask|answer reply|response reply answer|reply answer|apology sorry|gift present|present gift|prize award|award prize|success win well|failure fail|victory win|defeat loss
kindness kind|happiness happy|sadness sad|anger angry|fear afraid|joy happy|sorrow sad|pain hurt|illness ill sick|disease illness|ailment illness|sick ill|ill sick poorly|unwell ill sick|healthy well|well fit|medication medicine drug|medicine drug
food meal eat|meal food eat|beverage drink|drink beverage|breakfast eat|luncheon lunch|supper dinner tea|dinner meal|garment clothes|clothing clothes|footwear shoe|luggage bag case|baggage bag|bag case|container box tin jar|box case
rubbish trash waste|garbage rubbish trash|rock stone|stone rock|wood timber|soil earth ground|earth ground|ground floor|sea ocean water|ocean sea|river stream water|stream river|rain wet|snow white|storm weather|weather whether|wind breeze
forest wood|tree wood|flower bloom|plant flower|animal creature beast|creature animal|dog hound|cat kitten|bird fowl|insect bug|fish catch|machine device|device machine gadget|equipment gear kit|tool kit|apparatus machine gear
computer machine laptop|software program app|program software app|application app program|website site web|internet web online net|screen display|bug error|crash die go_down|launch start|delete remove erase wipe|save store keep
update change|upgrade update|download get|configure set_up|configuration setting|installation set_up install|install set_up put_in|enable turn_on switch_on on|disable turn_off switch_off off|activate turn_on|deactivate turn_off
colour color|grey gray|theatre theater|metre meter|programme program|organise organize arrange|recognise recognize know|realise realize|cheque check|tyre tire|aluminium aluminum|jewellery jewelry|travelling traveling|labelled labeled
birthday turn age born|eve day_before|daybreak dawn|nightfall dusk|sunrise dawn|sunset dusk|midday noon|fortnight week|decade ten year|century hundred year|dozen twelve|half fifty|quarter third|thrice three|twice two|once one
plane flight|vessel ship boat|ship boat|boat vessel|train rail|railway train|lorry truck|truck lorry|taxi cab|bus coach|coach bus|driver drive|pilot fly|author write writer|writer author write|painter paint artist|artist painter
singer sing|song sing tune|music tune|instrument play|novel book|book novel|poem verse|story tale|tale story|article piece|essay piece|report account say|account report|summary short|list name|name call|title name|word say
mark note|grade mark|score mark|test exam|trial test|experiment test|evidence proof|proof show|result outcome|data figure number|figure number|statistic number figure|survey poll|study research|research study|theory idea
method approach|significance important matter|importance matter important|matter count important|value worth|worth value|quality good|benefit good help|advantage good plus|disadvantage bad|risk danger|danger risk|safety safe|security safe
health well|strength strong|weakness weak|power strong|ability can able|skill good|talent gift|knowledge know|experience know|memory remember|habit used|custom used|tradition custom|culture custom|language tongue|speech speak
ride drive go|drive ride go|lead take go|wear have_on put_on dress|dress clothes wear|wash clean|clean wash tidy|sweep clean|tidy clean|cook make|bake make cook|boil cook|roast cook|fry cook|cut chop slice|chop cut|slice cut|tear rip|rip tear
hold keep have|carry bring take|bring carry take get|take bring carry|lift pick_up|raise lift put_up bring_up|lower let_down|drop let_fall|throw toss chuck|catch get|push press shove|pull drag tug|drag pull|turn go become|become get turn grow go
look see watch|watch see look|see look watch view|hear listen|listen hear|feel touch sense|touch feel|smell scent|taste try|think feel mind|mind care|care mind look_after|love like|hate loathe|want like|need must|get become|grow get become raise
bear stand|tolerate stand put_up|endure stand|suffer bear|permit let|cover hide|hide cover|fill full|empty drain|mix stir|stir mix|join meet|meet join|wait stay|stay wait stop|stop stay|last go_on keep|keep last|begin start|end stop
withdraw pull_out back_out|cite give name|observe keep|linger hang|exempt free|forecast expect|dwindle shrink|mislabel label|persist go_on|accumulate build_up gather|allocate give|anticipate expect|ascertain find_out|elapse go_by pass
follow follows next after then come|precede before|encounter meet|ensure make_sure see|facilitate help|initiate start|necessitate need|regarding about|concerning about|reside live|sustain keep|undertake do|verify check|amid among|beneath under|upon on|via through by|empty_handed nothing
"""

# What honest rewriting puts in and leaves out: discourse, politeness, and nouns and verbs that carry other words.
FILLERS = """
round around top ultimately ahead
know say see look think mean fact point matter thing case order time moment happen issue question word basically actually honestly frankly simply
obviously clearly certainly surely naturally evidently essentially literally truly indeed conclusion conclude summary section above below
mentioned mention note noted noting add added inform informed advise advised writing write regard regarding regards concern concerning concerned kindly
afraid sorry hello hi dear sincerely thank thanks grateful appreciate hope wish pleased glad delighted happy sad unfortunately fortunately luckily sadly happily
happily oh ah hey yeah yep nope ok okay sure right true plain plainly honest frank mind short long put another else whole else way ways means least first last next
number amount kind sort type part piece end start beginning side place situation circumstance manner respect purpose reason effect event result basis regard
due owing according account terms view light spite order addition general particular especially particularly example instance include including included
become remain seem appear keep stay turn hold bring set stand sit lie lay leave run go call give show let find feel want like need try use used happen start begin
receive got done doing being having person people man somebody someone everyone everybody own self together along away back apart straight off of ever
quite rather pretty fairly absolutely completely entirely totally really very just even still simply merely always already soon now once again too also
thing stuff lot lots deal bit little much many more most day days year years today currently presently nowadays course doubt else total altogether whatever whichever
news good better best great nice fine well wise tell told talk speak spoke ask answer hear heard listen sit aware please welcome possible possibly perhaps maybe able
comes came goes went taken takes made makes makes gets gave gives given says said saying knows knew known thought thinks meant seen sees
rule maximum minimum limit times time name names date past spread switch switched bother glimpse occasion occasions evident idea upon amid manage managed succeed able
allowed permitted forbidden required obliged supposed possible impossible likely unlikely able unable necessary unnecessary mandatory obligatory
span course exist exists exist genuine serve handle apply whereas otherwise opt perspective state complete complex entail involve involves involve cover covers contain contains
matter context form level area field role act action feel feature set term whole real itself themselves himself herself myself such one ones anyway though although plenty couple
after before afterwards then later earlier meanwhile until since previously subsequently eventually finally prior beforehand thereafter usual
needless hmm hm huh wow ugh phew oops
choice alternative option request requested sooner
listed list separate respective respectively various certain given existing overall mostly mainly largely usually generally normally actual regular plus
""".split()
