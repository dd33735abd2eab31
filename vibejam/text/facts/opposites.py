"""Words of which one text cannot have one where the other has its opposite. Data; a line is an axis, its sides parted by "|".

Words on one side are alike enough for a paraphrase. On an axis of two sides "not" makes one side the other ("not cheap" is
dear); of three and more (colours, seasons) each excludes the rest. All forms of a word are meant, where its stem tells them.
"""

from __future__ import annotations

OPPOSITES = """
cheap inexpensive affordable|expensive costly pricey
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
beginning start opening|end ending
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
daily|weekly|monthly|yearly annually annual
hourly|daily|weekly
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
ahead|behind
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
"""

# Opposites that only tell who did it: "I sold him the boat" is "he bought the boat from me".
CONVERSE = frozenset(
    ["buy", "purchase", "sell", "lend", "borrow", "send", "receive", "teach", "learn", "give", "take", "employ", "hire"]
)
