"""Words of which one text cannot have one where the other has its opposite. Data; a line is an axis, its sides parted by "|".

Words on one side are alike enough for a paraphrase. On an axis of two sides "not" makes one side the other ("not cheap" is
dear); of three and more (colours, seasons) each excludes the rest. All forms of a word are meant, where its stem tells them.
"""

from __future__ import annotations

OPPOSITES = """
cheap inexpensive affordable|expensive =costly pricey
hot boiling scorching|cold freezing chilly
warm warmer|cool cooler
large big huge enormous vast bigger larger biggest largest|small tiny little smaller smallest tinier
tall taller tallest|short shorter shortest
long longer longest lengthy|short shorter shortest brief
wide wider broad broader|narrow narrower
deep deeper deepest|shallow shallower
thick thicker|thin thinner
heavy heavier heaviest|light lighter lightest
fast faster fastest quick quicker rapid swift|slow slower slowest sluggish
quickly swiftly rapidly|slowly
early earlier earliest|late later latest
old older oldest elderly|young younger youngest
old older|new newer newest
modern|ancient archaic
strong stronger strongest|weak weaker weakest feeble
easy easier easiest simple effortless|hard harder difficult hardest tricky
soft softer|hard harder
rich wealthy richer wealthier|poor poorer impoverished
clean cleaner|dirty dirtier filthy
dry drier|wet wetter damp soaked
full|empty
loud louder noisy noisier|quiet quieter silent
bright brighter|dark darker dim
happy happier glad pleased delighted joyful|sad sadder miserable sorry unhappy
good better best excellent great|bad worse worst awful terrible poor
right correct|wrong incorrect mistaken
true|false untrue
safe safer|dangerous unsafe risky hazardous
healthy healthier well|ill sick unwell
alive living|dead deceased
brave courageous bold|cowardly timid
kind kinder kindly|cruel unkind harsh
polite courteous|rude impolite
careful cautious|careless reckless
honest truthful|dishonest lying
innocent|guilty
friendly|hostile unfriendly
generous|stingy miserly
humble modest|proud arrogant
lazy idle|diligent industrious hardworking
patient|impatient
calm|agitated nervous anxious
wise sensible clever|foolish stupid silly
sober|drunk
married|single divorced unmarried
cancel cancelled canceled call_off|take_place took_place taken_place go_ahead went_ahead
public|private
common|rare uncommon
ordinary usual normal|unusual extraordinary abnormal
famous celebrated|unknown obscure
important crucial vital|unimportant trivial
useful helpful|useless unhelpful
possible|impossible
likely probable|unlikely improbable
certain sure|uncertain unsure doubtful
legal lawful|illegal unlawful
permanent permanently|temporary temporarily
voluntary|compulsory mandatory obligatory
optional|mandatory compulsory required obligatory
paid|unpaid
present|absent
inside indoors|outside outdoors
upstairs|downstairs
near nearby close|far distant remote
above|below beneath
top|bottom
front|rear back
left|right
turn_on switch_on put_on enable activate|turn_off switch_off put_off disable deactivate shut_off
north northern|south southern|east eastern|west western
northeast|northwest|southeast|southwest
inner|outer
internal|external
domestic|foreign
local|global
urban|rural
first|last final
next|previous last
former|latter
earlier|later
ancestor|descendant
past|future
beginning start =opening|end ending
begin start commence|end stop finish cease
continue resume|stop cease quit
open opened|close closed shut
accept agree|refuse decline reject
accept accepted|reject rejected
approve endorse|reject disapprove veto
agree|disagree
allow permit let|forbid prohibit ban
include|exclude omit
include contain|lack
buy purchase|sell
lend|borrow
send|receive
hire employ appoint engaged|fire dismiss sack
arrive|depart leave
enter|exit leave
push|pull
raise lift|lower
rise climb|fall drop sink
rise|decline
increase grow expand|decrease shrink diminish reduce
gain|lose
improve better|worsen deteriorate worse
improvement|deterioration
strengthen|weaken
accelerate|decelerate slow
expand|contract
widen|narrow
shorten|lengthen extend
win won|lose lost
succeed success|fail failure
victory triumph|defeat
pass passed|fail
praise praised commend|criticise criticize condemn blame
love loved adore|hate detest loathe
enjoy|dislike
admire respect|despise
trust|distrust mistrust
believe|doubt disbelieve
remember recall|forget
find|lose
save|waste
save|delete
keep retain|discard
build construct|demolish destroy
create|destroy
repair mend fix|break damage
attach|detach
connect|disconnect
lock|unlock
tie fasten|untie unfasten
cover|uncover
load|unload
pack|unpack
install|uninstall remove
add|remove subtract
insert|remove
multiply|divide
enable|disable
activate|deactivate
encrypt|decrypt
upload|download
import|export
login|logout
appear|disappear vanish
reveal disclose|conceal hide
show|hide
admit confess|deny
confirm|deny
support back|oppose
attack|defend
help assist aid|hinder
encourage|discourage
advance|retreat
float|sink
laugh|cry weep
smile|frown
wake|sleep
asleep|awake
live survive|die
born|died
teach|learn
married|divorced
befriend|betray
forgive pardon|punish
reward|punish
arrest|release free
capture|release escape
imprisoned|freed
guest|host
buyer customer|seller vendor
landlord|tenant
employer|employee
teacher|pupil student
creditor|debtor
lender|borrower
plaintiff|defendant
winner|loser
friend|enemy foe
ally|enemy
hero|villain
man|woman
men|women
boy|girl
son|daughter
brother|sister
mother mum mom|father dad
husband|wife
uncle|aunt
nephew|niece
grandmother|grandfather
grandson|granddaughter
king|queen
prince|princess
bride|groom
male|female
profit|loss
asset|liability
income revenue|expense expenditure
credit|debit
debt|surplus
surplus|shortage deficit
supply|demand
cause|effect
problem|solution
strength|weakness
advantage benefit|disadvantage drawback
arrival|departure
entrance|exit
input|output
war|peace
hope|despair
joy|sorrow
pleasure|pain
truth|lie
summer|winter|spring|autumn fall
morning|afternoon|evening|night
breakfast|lunch|dinner supper
today|tomorrow|yesterday
tonight|tomorrow|yesterday
dawn sunrise|dusk sunset
noon midday|midnight
weekday|weekend
=daily|=weekly|=monthly|=yearly annually annual
=hourly|=daily|=weekly
single|double|triple
dozens|hundreds|thousands|millions|billions
ago|hence
black|white|red|blue|green|yellow|brown|purple|orange|pink|grey gray
gold|silver|bronze
apple|pear|plum|cherry|lemon
cat|dog|horse|cow|sheep|goat|pig
beef|pork|chicken|lamb|fish
butter|oil|lard
salt|sugar|pepper
tea|coffee
wine|beer
bus|train|plane|tram|ferry|taxi
car|bicycle bike|boat|lorry truck
arm|leg
eye|ear
mr mister|mrs ms miss
sir|madam
more|less fewer
most|least fewest
higher highest|lower lowest
high|low
greater greatest|lesser least
up upwards upward|down downwards downward
forward forwards|backward backwards
horizontal horizontally|vertical vertically
clockwise|counterclockwise anticlockwise
positive|negative
plus|minus
optimistic|pessimistic
active|passive
solid|liquid
raw uncooked|cooked
fresh|stale rotten
sweet|sour bitter
ripe|unripe
sharp|blunt dull
smooth|rough
flat level|steep hilly
straight|crooked curved bent
tight|loose
visible|invisible hidden
complete|incomplete unfinished
finished|unfinished
perfect|imperfect flawed
equal|unequal
fair just|unfair unjust
able|unable
lucky fortunate|unlucky unfortunate
familiar|unfamiliar strange
necessary|unnecessary needless
interesting fascinating|boring dull tedious
clear obvious|unclear vague
simple|complex complicated
direct|indirect
formal|informal
official|unofficial
real genuine authentic|fake counterfeit
natural|artificial
guilty|blameless
religious|secular
armed|unarmed
qualified|unqualified
satisfied content|dissatisfied discontented
comfortable|uncomfortable
beautiful pretty|ugly
attractive|unattractive repulsive
tidy neat|untidy messy
crowded packed|deserted empty
busy occupied|idle free
available free|unavailable
vacant|occupied
broken|intact working
defective faulty|sound
loss losses|gain gains
overestimate|underestimate
overpaid|underpaid
overweight|underweight
major|minor
senior|junior
superior|inferior
maternal|paternal
inland|offshore
together|apart separately
jointly|separately
alone|accompanied
often frequently|rarely seldom
old older oldest elder eldest elderly aged ancient|young younger youngest youthful
cheap cheaper cheapest inexpensive affordable low-cost cost_less costs_less cost_least costs_least|expensive =costly pricey dear dearer dearest dearly overpriced cost_more costs_more cost_most costs_most
hot hotter hottest|cold colder coldest cool
mild milder mildest gentle gentler|bitter bitterly harsh harsher severe severely fierce strict stern rough
warm warmly|cold coldly frosty cool
soon sooner soonest early earlier promptly at_once immediately|late later eventually belatedly
increase rise rose risen grow climb go_up went_up soar surge jump double expand swell mount pick_up gain step_up multiply|decrease fall fell fallen drop decline shrink go_down went_down come_down came_down plunge plummet dip slump dwindle diminish sink slide halve reduce lessen wane ease subside recede
raise increase put_up boost step_up|lower reduce cut bring_down decrease slash curb trim
take took taken accept|refuse refused decline declined reject
triumph success|disaster fiasco flop catastrophe failure
cheer cheered applaud clap|boo booed jeer hiss heckle
blessing boon|curse bane
sure certain confident convinced|doubt doubtful unsure
working work functioning|out_of_order broken broken_down down
benefit help|burden hindrance
forward ahead|back behind
win gain|forfeit
praise admire|mock ridicule
harmless|harmful dangerous
simpler easier|trickier
kind nice|nasty
below under|over above
free_of_charge free|charge charges charged
near|miles_away
crowded|sparse
success|flop
true|made_up invented
beginning|closing
helpful|obstructive
small|sizeable considerable substantial
fine well|unwell poorly
kept_promise|broke_promise
favourable|hostile
favourite|least
founded establish|closed_down wound_up dissolve
uphold upheld allow grant|dismiss overturn reject quash
fine ok okay right|wrong
flopped flop fail|success succeed triumph
cancel cancelled call_off|postpone postponed put_off
except excluding excepted apart_from|including included include
advised recommended suggested encouraged invited|ordered commanded forced compelled obliged
unanimous united|divided split
accept accepted approve agree_to welcome take_up adopt endorse pass|turn_down turned_down reject refuse decline veto throw_out dismiss rebuff
allow permit let entitle authorise authorize|forbid prohibit ban bar prevent disallow outlaw
consistent agree accord consistent_with tally match|inconsistent contradict conflict clash disagree differ
confirm support bear_out back_up verify prove|contradict refute disprove deny dispute undermine
turn_up arrive show_up come_in|leave depart set_off go_off
open opened|close closed shut shut_down closed_down locked
set_up start launch found establish open|shut_down close_down wind_up abolish dissolve end cancel
begin began start started launch kick_off commence open|finish end conclude complete close stop cease wrap_up
continue keep_on carry_on go_on persist|stop cease quit give_up halt abandon drop discontinue break_off leave_off
keep retain keep_on hold_on|throw_away throw_out get_rid discard dispose give_away let_go
take_on hire employ recruit appoint|lay_off laid_off fire dismiss sack let_go make_redundant
join|leave quit resign withdraw
get_on board boarded embark|get_off alight disembark
put_on donned don|take_off took_off removed
check_in|check_out
log_in sign_in|log_out sign_out log_off
go_in went_in enter come_in|go_out went_out leave exit come_out
come_back return returned stay stayed|leave left go_away
take_off took_off|land landed touch_down
pick_up collect|drop_off deliver
speed_up accelerate hasten|slow_down slow decelerate delay
delay delayed postpone put_off put_back defer late|bring_forward brought_forward advance early ahead_of_time on_time punctual
pull_out withdraw|move_in advance go_in
fill_in fill_up fill|empty drain
wake_up woke_up awake get_up|fall_asleep fell_asleep go_to_bed
grow expand thrive flourish prosper|shrink wither decline fail struggle
turn_left bear_left|turn_right bear_right
succeed succeeded manage managed|fail failed
success successful successfully|failure unsuccessful unsuccessfully failing
win won winning beat|lose lost losing
profit profitable gain|loss unprofitable
generous generously lavish open-handed giving|stingy miserly tight-fisted stingily tight
kind warm-hearted gentle tender considerate thoughtful|cruel unkind harsh heartless callous brutal thoughtless
friendly welcoming warm amiable cordial kind|hostile unfriendly cold frosty aloof unwelcoming
polite courteous civil respectful|rude impolite discourteous insolent abrupt
cheerful happy merry jolly glad|gloomy glum miserable sad dejected morose sullen grim
pleased delighted glad happy thrilled|annoyed upset angry displeased disappointed cross furious unhappy
satisfied content happy|dissatisfied disappointed unhappy frustrated
excited thrilled eager enthusiastic keen|bored reluctant unwilling indifferent apathetic half-hearted
willing willingly gladly eager keen ready|unwilling unwillingly reluctant reluctantly grudgingly
confident sure certain|doubtful unsure uncertain hesitant nervous diffident
calm calmly serene composed quiet relaxed|agitated anxious nervous worried frantic panicky upset stressed
brave bravely bold boldly fearless|cowardly timid fearful afraid scared timidly
proud proudly|ashamed humble
hopeful optimistic|hopeless pessimistic despairing
honest honestly truthful sincere|dishonest lying deceitful insincere
loyal faithful|disloyal unfaithful treacherous
clever bright intelligent smart brilliant|stupid dim dull slow foolish dense
wise sensible prudent|foolish unwise silly rash imprudent
careful carefully cautious thorough|careless carelessly reckless sloppy hasty
patient patiently|impatient impatiently
lazy idle|hard-working industrious diligent energetic
strict severe rigid stringent tough|lenient lax loose relaxed mild permissive
talkative chatty outspoken|quiet silent taciturn reserved reticent
shy timid reserved|outgoing bold confident forward
popular well-liked|unpopular disliked
famous well-known renowned|unknown obscure forgotten
rich wealthy affluent prosperous well-off|poor impoverished penniless hard-up broke
simple plain easy straightforward basic|complex complicated elaborate intricate difficult hard
easy easily effortless simple|hard difficult tough tricky challenging arduous demanding
clear clearly plain obvious|unclear vague obscure confusing muddled ambiguous
accurate accurately exact precise correct right|inaccurate inexact imprecise wrong incorrect mistaken inaccurately
=complete completely|incomplete partial partially unfinished
empty bare deserted vacant|full crowded packed busy occupied crammed
crowded busy packed lively bustling|deserted empty quiet sleepy
sharp sharply steeply dramatically|gradual gradually gently
fast quick rapid swift speedy brisk prompt briskly|slow sluggish leisurely gradual slowly
tall high towering|short low
thin slim slender lean skinny|fat thick plump stout overweight
deep deeply|shallow superficial
narrow|wide broad
steep|gentle flat level gradual
smooth smoothly even|rough bumpy uneven jagged
soft softly gentle|hard loud harsh firm
loud loudly noisy aloud|quiet quietly silent silently soft softly hushed
bright sunny light clear|dark dim gloomy overcast cloudy dull
sunny fine dry clear|rainy wet cloudy stormy overcast
dry arid parched|wet damp moist soaked humid soggy
fresh|stale rotten mouldy off frozen dried tinned canned
ripe|unripe green
raw|cooked boiled fried roasted
sweet sugary|sour bitter savoury salty
tasty delicious|tasteless disgusting bland
clean spotless immaculate|dirty filthy grubby stained
tidy neat orderly|untidy messy cluttered chaotic
new newer newest brand-new|old older oldest second-hand
strong stronger robust sturdy solid firm|weak weaker fragile flimsy feeble frail
tight tightly|loose loosely slack
heavy heavier heavily|light lighter lightly
safe safely secure|dangerous unsafe risky perilous hazardous
healthy fit well|ill sick unwell unhealthy unfit ailing
alive living survived survive|dead died killed
recovered recover better improve|worsened worsen deteriorate relapse worse
pregnant|barren
married wed|divorced single separated
guilty convicted|innocent acquitted
legal lawful legally permitted allowed|illegal unlawful illegally against_the_law prohibited forbidden
public publicly openly|private privately secretly
open openly frank|secret secretive guarded
permanent permanently for_good|temporary temporarily provisional provisionally
fixed constant steady stable unchanged|variable changing unstable fluctuating volatile
regular regularly|irregular irregularly occasional occasionally
frequent frequently often regularly|rare rarely infrequent infrequently seldom occasionally
always invariably|seldom rarely
usually normally generally|rarely seldom
common widespread usual|rare uncommon scarce unusual
plentiful abundant ample|scarce scant sparse insufficient
sufficient adequate enough|insufficient inadequate
necessary essential vital required needed|unnecessary needless superfluous optional
important significant major crucial key|unimportant insignificant minor trivial negligible
useful helpful valuable handy|useless unhelpful worthless
effective efficient|ineffective inefficient
reliable dependable|unreliable undependable
possible feasible|impossible unfeasible
likely probable probably|unlikely improbable
relevant|irrelevant
similar alike same identical|different unlike dissimilar
equal equally|unequal unequally
fair fairly just|unfair unfairly unjust
related connected linked|unrelated unconnected separate
compatible|incompatible
dependent|independent
voluntary voluntarily optional|compulsory mandatory obligatory required
automatic automatically|manual manually by_hand
deliberate deliberately intentional intentionally on_purpose purposely|accidental accidentally unintentional unintentionally by_accident by_mistake by_chance
temporary|lasting
natural|artificial synthetic man-made
genuine real authentic original|fake false forged counterfeit copy imitation
visible =seen|invisible hidden unseen
outside outdoors out_of_doors outdoor exterior|inside indoors indoor interior
above over upper|below beneath under lower
upper uppermost|lower lowermost
front ahead|back rear behind
near nearby close nearest closest|far distant remote farthest furthest faraway
arrive arrived reach came|leave left depart departed
advance advanced go_forward|retreat retreated withdraw withdrew fall_back
push pushed|pull pulled
send sent dispatch|receive received
lend lent loan|borrow borrowed
buy bought purchase|sell sold
ask asked question enquire|answer answered reply replied respond
accuse accused blame condemn charge|defend defended excuse exonerate clear
praise praised commend applaud compliment|criticise criticize criticised criticized scold condemn reprimand blame rebuke
thank thanked|blame blamed reproach
love loved adore like enjoy|hate hated detest loathe dislike despise couldn't_stand
admire respect look_up|despise scorn look_down
trust trusted|distrust distrusted mistrust doubt
agree agreed concur consent|disagree disagreed dissent object refuse
support supported back favour favor|oppose opposed resist object against
in_favour for|against opposed
promote promoted|demote demoted
encourage encouraged urge|discourage discouraged dissuade deter
persuade persuaded talk_into|dissuade dissuaded talk_out
help helped assist aid|hinder hindered hamper obstruct impede
protect protected guard defend|attack attacked harm endanger expose threaten
build built construct erect put_up|demolish demolished pull_down tear_down knock_down knocked_down destroy
create created make|destroy destroyed ruin
repair repaired mend fix restore|break broke broken damage damaged ruin smash
improve improved enhance|worsen worsened impair spoil
strengthen strengthened reinforce|weaken weakened undermine
add added put_in include|remove removed take_out leave_out subtract omit delete
include included including count_in|exclude excluded excluding leave_out omit
combine combined merge join unite mix|separate separated split divide part
tie tied fasten attach|untie untied unfasten detach release
lock locked bolt|unlock unlocked unbolt
save saved store|delete deleted erase discard lose
save saved|spend spent waste squander
earn earned|spend spent
pay_back repay repaid|borrow owe default
find found discover|lose lost misplace
remember remembered recall|forget forgot forgotten
hide hid hidden conceal cover_up|reveal revealed show expose disclose
admit admitted confess own_up|deny denied
tell told inform|conceal hide keep_from
catch caught|miss missed drop release
hit|miss missed
attend attended be_present|miss missed skip be_absent
live lived|die died
born birth|died death
laugh laughed|cry cried weep wept
smile smiled|frown frowned scowl
sit sat sit_down|stand stood stand_up
float|sink sank
freeze froze frozen|melt melted thaw
boil|freeze
inhale breathe_in|exhale breathe_out
heat heated warm_up|cool cooled chill cool_down
load loaded|unload unloaded
upgrade upgraded|downgrade downgraded
enable enabled turn_on switch_on activate|disable disabled turn_off switch_off deactivate
install installed|uninstall uninstalled remove
insert|remove extract
expand collapse|contract
maximum maximise maximize|minimum minimise minimize
maximum most highest|minimum least lowest
best|worst least
most|least
better|worse
superior better|inferior worse
exceed exceeded surpass above|fall_short below
first|last
beginning start outset =opening|end close finish ending
early|late
dawn sunrise daybreak first_light sunup morning|dusk sunset nightfall twilight evening sundown
day daytime daylight|night night-time darkness
midday noon|midnight
today|yesterday|tomorrow
spring|summer|autumn|winter
north|south
east|west
uphill upstream upstairs upwards|downhill downstream downstairs downwards
inbound incoming arriving|outbound outgoing departing
import imported|export exported
internal inner|external outer
wholesale|retail
rural countryside country|urban city town
private|state public
amateur|professional
beginner novice newcomer|expert veteran
ally friend supporter|enemy foe opponent rival
host hosted|guest
boss manager employer|employee worker subordinate
doctor|patient
lawyer|client
shopkeeper seller vendor|customer buyer
tenant lodger|landlord landlady
author writer|reader
speaker|listener audience
parent parents|child children
predecessor|successor
majority|minority
victory triumph win|defeat loss
advantage benefit plus upside|disadvantage drawback downside
reward|punishment penalty
bonus|penalty fine
praise compliment|criticism insult complaint
approval consent permission|refusal rejection veto
acceptance|rejection
agreement consensus|disagreement dispute
increase rise growth|decrease fall decline drop reduction
surplus excess|shortage deficit lack
entrance entry|exit way_out
departure|arrival
gain|loss
courage|fear cowardice
love affection|hatred hate
friendship|enmity
success|failure
wealth|poverty
health|illness disease
knowledge|ignorance
order|chaos disorder
heaven|hell
truth|lie falsehood
fact|fiction
question|answer
theory|practice
cause|effect result
presence|absence
cautious careful wary|bold reckless rash
modest humble|boastful vain arrogant conceited
selfish|selfless generous unselfish
gentle|violent rough
tame|wild
domestic|wild
thick dense|thin sparse
dense|sparse
opaque|transparent clear
straight|curved crooked winding bent
flexible supple|rigid stiff inflexible
hollow|solid
blunt|sharp keen
odd|even
horizontal|vertical
convex|concave
primary|secondary
active|passive inactive
occupied|vacant unoccupied
awake|asleep
sober|drunk tipsy
conscious|unconscious
single|married
left_handed|right_handed
literal|figurative
formal|informal casual
serious seriously|joking jokingly frivolous flippant
serious severe grave|minor slight mild trivial
tragic|comic
boring dull tedious|interesting exciting fascinating gripping lively
beautiful lovely handsome pretty|ugly hideous unsightly
pleasant nice agreeable enjoyable|unpleasant nasty disagreeable horrible awful
lucky fortunate luckily fortunately|unlucky unfortunate unluckily unfortunately sadly
happily gladly|sadly unhappily
welcome|unwelcome
attractive|unattractive off-putting
favourable favorable positive|unfavourable unfavorable negative adverse
promising encouraging|discouraging disappointing
warmly|coldly coolly
heavily|lightly
approximately roughly|exactly precisely
briefly|at_length
together jointly|apart separately individually
voluntarily willingly|under_duress forcibly
free_of_charge for_free gratis free|for_a_fee charged paid
sold_out|available in_stock
in_stock|out_of_stock
in_force valid|void invalid lapsed expired
valid|invalid expired void
up_to_date current|out_of_date outdated obsolete
on_time punctual|late overdue
in_time|too_late
employed working|unemployed out_of_work jobless
dressed|naked undressed
literate|illiterate
experienced|inexperienced
mature|immature childish
flat level|hilly mountainous steep
inland|coastal
fertile|barren
native local|foreign
solved resolved settled|unsolved unresolved unsettled
known|unknown
finished completed done|unfinished
paid settled|unpaid outstanding owing
won|drew
passed pass|failed fail
shortened shorten|lengthened lengthen extended extend prolong
widen widened|narrow narrowed
deepen|shallow
ascend climb|descend
lift lifted raise|lower lowered drop
climb climbed go_up|descend descended go_down
fill|drain empty
gather collect assemble|scatter disperse
attract attracted|repel repelled put_off
borrower debtor|lender creditor
appear appeared emerge|disappear disappeared vanish
approach approached|recede avoid retreat
follow followed|precede preceded lead led
lead led|follow trail
exceed|undershoot
overestimate overestimated|underestimate underestimated
overpay overpaid overcharge|underpay underpaid undercharge
obey obeyed comply|disobey disobeyed defy
win_over|alienate
arm|disarm
arrest arrested detain|release released free
capture|release free
invade|liberate
tighten tightened|loosen loosened relax
simplify|complicate
clarify|confuse obscure
calm|alarm excite
reassure|alarm worry
amuse|bore
please pleased|offend annoy displease
benefit benefited|harm harmed suffer
heal|wound injure
nourish feed|starve
harden|soften
stretch|shrink
tear|mend
wrap|unwrap
fold|unfold
dress|undress
cover covered|uncover uncovered expose
block|unblock clear
plug_in|unplug
mount|dismount
link|unlink
subscribe|unsubscribe
mute|unmute
public_holiday|working_day
actor|actress
saint|sinner
optimist|pessimist
white|black
red|blue|green|yellow
lamb|beef|pork|chicken
vegetarian|meat
left-wing|right-wing
conservative|liberal progressive
ancient|modern
traditional old-fashioned|modern new-fangled
classical|modern
former|current present
previous last preceding|next following
senior elder|junior
heads|tails
singular|plural
rent hire|own
hard_copy|soft_copy
online|offline in_person
by_post by_mail|in_person online
digital|analogue analog paper
wired|wireless
stable|unstable
constant|intermittent
major_key|minor_key
strongly firmly|weakly mildly
highly|poorly
widely|narrowly rarely
well|badly poorly ill
far|near
badly|well
sharply|slightly
slightly marginally|significantly substantially considerably dramatically greatly sharply vastly hugely massively
narrowly|comfortably easily
barely|easily comfortably
half|whole
tiny minute|huge enormous gigantic immense
"""

# Opposites that only tell who did it: "I sold him the boat" is "he bought the boat from me".
CONVERSE = frozenset(
    [
        "buy",
        "purchase",
        "sell",
        "lend",
        "borrow",
        "send",
        "receive",
        "teach",
        "learn",
        "give",
        "take",
        "employ",
        "hire",
        "lose",
        "beat",
        "defeat",
        "win",
    ]
)
