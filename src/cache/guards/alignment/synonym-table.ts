/**
 * Words with a common meaning, one meaning a line. Made from WordNet 3.1 by `scripts/synonyms.ts`; do not edit. The licence is
 * in `wordnet.md` beside this file.
 */
export const SYNONYM_LINES = `abandon empty vacate
abandonment defection desertion
abasement abjection
abashed embarrassed
abbreviated brief
abdomen belly stomach
aberrant deviant
abhor loathe
abhorrent repulsive
abide bear brook endure tolerate
abide bide stay
abiding enduring
ability power
abject miserable
ablaze aflame
ably competently
abode dwelling home
abode residence
abominable odious
aborigine native
about approximately roughly some
about around
above supra
abreaction catharsis
abridge foreshorten shorten
abroad overseas
abruptly short suddenly
abruptness curtness
absently absentmindedly
absolute sheer
absolutely perfectly utterly
absorb assimilate ingest
absorbed engrossed intent wrapped
abstract abstraction
abstract pilfer purloin
abstraction generalization
abstruseness obscurity
absurd preposterous ridiculous
abuse maltreat
academic pedantic
accede bow defer
accelerate quicken speed
accelerator throttle
accent emphasis
accentuate emphasize stress
accept consent
acceptance adoption
accepted recognized
access approach
accessory accouterment
accessory supplement
accidentally unexpectedly
acclaim hail herald
accommodate adapt
accommodate fit suit
accomplish achieve attain
accomplish execute fulfil fulfill
accomplished completed
accomplishment achievement
accord allot
accordingly consequently
account history
account report
accountant controller
accretion accumulation
accumulate amass gather
accumulate collect compile
accumulation aggregation collection
accusative accusing
ace genius hotshot sensation star virtuoso whiz wizard
ace one unity
acetonemia ketosis
ache hurt smart
acid bitter blistering
acknowledge admit
acquaint introduce
acquaintance familiarity
acquaintance friend
acquiesce assent
acquiescence assent
acquire assume
acquire get
acquit exonerate
acres estate
acrobatic athletic gymnastic
acrobatics tumbling
act behave
acting playacting
action activity
activate actuate spark trigger
active fighting
actor player
actual genuine literal
actually really
acute incisive keen penetrating sharp
acutely keenly
adamant inexorable
adapt adjust conform
adaptation version
add contribute impart lend
addition gain increase
addlebrained muddleheaded
address speech
adept expert practiced proficient skillful
adequate enough
adhere cling cohere
adherent disciple
adieu adios
adjacent next
adjoin butt
adjust align
adjustment alteration modification
administer allot dispense distribute
administration brass establishment organization
administration disposal
admiration wonder
admirer protagonist supporter
admittedly true
admonish discourage warn
admonition warning
ado bustle flurry
adolescent teenager
adopt assume
adopt borrow
adopt espouse
adorn decorate grace ornament
adroitness quickness
adult grown
adult grownup
adulthood maturity
advance betterment improvement
advance overture
advance progress
advance progress progression
advent coming
adventure chance gamble risk
adventure escapade
adversary antagonist opponent
adversity hardship
advertise publicize
advertisement advertising
advise counsel
advise notify
advise propose suggest
advisedly deliberately intentionally purposely
advisor consultant
advocate preach
advocate proponent
advocate recommend urge
aesthetic esthetic
affair liaison
affair matter
affair occasion
affect involve regard
affectionate fond
affiliated attached connected
affiliation tie
affirm assert swan swear
affirm confirm corroborate substantiate
affix append
afflicted stricken
affluence richness
afford give yield
affront insult
afire aflare
afloat aimless rudderless
aforesaid said
after afterward afterwards later subsequently
agape gaping
aged elderly older
agency bureau office
agenda schedule
aggravate exacerbate
aggravate exasperate
aggregate total
aggression aggressiveness
aggressor attacker
aghast dismayed shocked
agile nimble quick
agilely nimbly
agony suffering
agony torment
agree concur
agree correspond match
agreeably pleasantly
agreement correspondence
agreement understanding
agriculture farming husbandry
ahead forward
aid assist assistance help
aid assist help
aid assistance help
aid help
aide auxiliary
ailing peaked
ailment complaint
aim intent intention purpose
aim object objective
aim propose purport
airless stuffy
airplane plane
airs pose
akin kindred
alabaman alabamian
alarm alert
alarm consternation dismay
alertness vigilance
alien exotic
alien foreign
alien foreigner
alienated anomic
alight light
alignment coalition
alike like similar
all altogether completely entirely totally whole wholly
allege say
allegiance commitment loyalty
allegory parable
alleviate ease facilitate
alleviate relieve
alley alleyway
allocate apportion
allocation allotment
allot assign
allow grant
allow let permit
ally friend
almost most near nearly virtually
alone entirely exclusively only solely
alone lone lonely
aloud loud loudly
also besides likewise too
alter change
alter change vary
alteration change
altercation fracas
alternate alternative
alternative choice
alternatively instead
always ever
amateur recreational
amaze astonish astound
amaze baffle bewilder mystify puzzle
amazed astonished stunned
amazement astonishment
amazing astonishing
amber gold
ambiance atmosphere
ambiguous equivocal
ambition dream
ambitious challenging
ambuscade ambush
ambush bushwhack waylay
amend better improve
amiable cordial genial
ammo ammunition
amorphous shapeless
amount measure quantity
amount number total
amount sum
ample plentiful
amplification elaboration
amplify magnify
amply richly
amuse divert
amusement entertainment
analogue parallel
analyse analyze examine study
analytic analytical
anatomic anatomical
anatomy figure flesh frame shape
ancestor antecedent
ancestry lineage pedigree
anchor backbone
anchor ground
angle slant
angry furious
anguish torment torture
anguished tormented tortured
animal beast creature
animal carnal sensual
animate enliven inspire
annihilate eliminate eradicate
annihilating devastating withering
annihilation obliteration
announce declare
announce denote
announcement proclamation
annoy bother irritate vex
annoyance irritation
annoyance vexation
annoyed stung
annoying galling irritating nettlesome pestering
answer reply respond
answer reply response
answer result solution
antagonise counteract
antagonistic counter
antic fantastic grotesque
anticipate counter foresee
anticipate expect
anticipate foreknow foresee
anticipated awaited
anticipation expectancy
anticipation prediction
antipathy aversion distaste
antique outmoded
anxiously uneasily
anyhow anyway
apart aside
apiece each
apogee culmination
apothecary chemist pharmacist
appalling dismaying
apparatus setup
apparent evident plain
apparent seeming
apparently ostensibly seemingly
apparition phantom specter
appeal attract
appeal charm
appeal prayer
appear look seem
appease conciliate gentle mollify pacify
applaud clap
applause clapping
applicability pertinence
apply employ use utilize
appoint constitute
appointed prescribed
appointment date engagement
appraisal assessment
appraise assess evaluate
appreciate prize treasure value
appreciation hold
appreciation taste
apprehend arrest collar nab nail
apprehend comprehend grasp savvy
apprehension dread
apprehension understanding
approach coming
approach near
appropriate conquer seize
appropriate reserve
appropriately suitably
approval blessing
approve sanction
approximate estimate gauge guess judge
approximate rough
approximation estimate
apt given
arbitrarily haphazardly indiscriminately randomly
arbitrate intercede mediate
arc spark
arch curve
arched arching
architect designer
ardent fervent fiery impassioned
ardor zeal
area region
arena domain orbit sphere
argot jargon
argue contend
argue reason
argument contention controversy
argument debate
argument statement
arise originate
arise rise
aristocracy gentry
aristocracy nobility
arm gird
arm weapon
arms munition
aroma odor scent smell
arouse awake awaken wake
arouse elicit evoke provoke
arouse invoke
arrange stage
arrangement organization
arrive come
arrogate claim
art artistry prowess
article clause
articulate enunciate pronounce
articulate formulate phrase word
artificial stilted
artillery gun
artillery weapon
artilleryman gunner
artisan craftsman
ascendancy dominance
ascertain check ensure insure
ascertain determine
ascribe assign attribute impute
ashen blanched livid
aside away
ask expect require
aspect facet
aspect scene view vista
ass behind bottom buttocks seat
assail assault
assay check
assemblage gathering
assemble gather
assign delegate designate
assigning assignment
assistant help helper
associate connect link relate
associate consort
assorted miscellaneous mixed sundry
assortment mixture potpourri variety
assume presume
assumption premise
assurance confidence
assure ensure guarantee insure
astonishingly surprisingly
astute shrewd
asynchrony desynchronizing
athletics sport
atm atmosphere
atomic nuclear
atone expiate
attack onrush onslaught
attain reach
attempt effort endeavor try
attempt essay seek try
attempt undertake
attention care tending
attest certify demonstrate evidence manifest
attic loft
attire dress garb
attired dressed garbed
attitude posture
attorney lawyer
attract pull
attribute dimension
audacious brave dauntless
audacity temerity
aug august
augur bode forecast portend predict presage
austere severe
authentic reliable
authentic veritable
author writer
authorities government regime
authority potency
authorization mandate
authorship writing
auto automobile car motorcar
automatic machinelike
autonomy liberty
autopsy necropsy
autumn fall
auxiliary supplemental supplementary
avenge retaliate revenge
average mean
average norm
average ordinary
avert avoid
await expect wait
award awarding
award grant
award honor honour laurels
award prize
awareness cognizance consciousness
away forth off
awed awestruck
awful awfully terribly
awful dreadful fearful frightening terrible
awful dreadful terrible unspeakable
awry cockeyed
axiom maxim
babe baby infant
back backward backwards rearward
back endorse
back endorse indorse support
back rear
backbone guts
backing patronage
backstage offstage wing
bad badness
bad big
badger bug pester tease
badly ill poorly
badly seriously severely
baffling knotty
bag base
baggage luggage
bait tantalize taunt tease
bake broil
baked parched scorched sunbaked
ballot vote voting
ballpark park
balustrade banister
ban prohibition
band circle lot
bang bash smash
bang blast clap
bang slam
banish bar
banish ostracize
banquet feast
banter chaff kid
bar barricade block
bar ginmill saloon
barb jibe shaft
barbarian savage
barbaric savage
barbed biting
bare naked nude
bare scanty
barely hardly scarce scarcely
bargain deal
barkeep bartender
baronial imposing noble stately
barrier roadblock
base foundation
basement cellar
basically essentially fundamentally
basis groundwork
bask enjoy relish savor
bastard prick
bathing washup
bathtub tub
batter buffet
batter hitter slugger
battle combat
battle conflict engagement fight
battle struggle
battlefield battleground field
battlefront front
bawdyhouse brothel
bawl bellow
beam shine
beard whiskers
bearded bewhiskered whiskered
bearer carrier toter
bearing comportment mien
beast brute wildcat
beat crush vanquish
beat heartbeat pulse
beat rhythm
beat round
beauty mantrap
beckon wave
become get
become turn
bedamn curse damn imprecate
beefy burly husky
befit suit
befog cloud obscure
before earlier
befuddle confound confuse
beg implore pray
beg solicit
beget father sire
begin commence start
beginning first kickoff outset start
beguile bewitch captivate capture charm
behave conduct
behavior conduct
behavior conduct demeanor
being existence
being organism
belated late
belch belching
belie contradict
belief feeling impression notion
believable credible
believe conceive think
believe trust
believer worshipper
bell doorbell
bellow holler hollering roar
beloved darling dear
below beneath
below downstairs
belowground underground
bemoan bewail
bench judiciary
bend crook turn
bend twist
benefit gain profit
benefit welfare
bequest legacy
berate chide lecture rebuke scold
berth post
beseech bid
beset chivy harry plague
besiege surround
besmirch calumniate
bespeak indicate signal
bestial brute
betray fail
better improve
beverage drink
bewildered confused
bewilderment puzzlement
bias prejudice
bible scripture
biblical scriptural
bickering squabble
bid bidding command
big boastfully
big large
bigger larger
bill charge
bill measure
billow wallow
bind bond stick
biscuit cookie
bit chip fleck scrap
bit minute moment second
bite morsel
bite sting
bitterness rancor resentment
bivouac camp
bizarre eccentric
black blackness
blame fault
blame pick
blame rap
blanch pale
blanket cover
blare blaring clamor din
blare blast
blaspheme curse cuss swear
blast boom nail smash
blast shell
blatant clamorous vociferous
blazing glaring
bleached faded
bleak desolate
blessed damn damned darned goddam goddamned infernal
blight plague
blind screen
blind unreasoning
blink wink
blithe lighthearted
blithely gayly happily jubilantly merrily
block cube
block halt stop
block hinder obstruct
bloke chap cuss fella fellow lad
blond blonde
bloodstained gory
bloom blooming
bloom blossom flower
blossom unfold
blow setback
blue bluish
blunder goof
blunt candid forthright frank
blur obscure
blurred fuzzy
blurt ejaculate
blush flush redden
bluster boast brag
bluster bravado
board plank
board room
boast feature sport
bodyguard escort
bogus fake phony
boisterous unruly
boldness daring
bolshevik red
bolt rigidly stiffly
bonus fillip
bony scrawny skinny
book volume
boom din
boom roar roaring thunder
boost encourage further promote
boost encouragement
boost hike
booth stall
booty loot plunder prize
booze liquor spirits
border bound
border edge
border frame
border margin
border surround
borderline marginal
bore drill
boring irksome tedious tiresome wearisome
boss chief foreman
bother trouble
bottleneck constriction
bottom underside
boulder bowlder
bounce leap leaping
bounce rebound ricochet spring
bound boundary edge
bound confine limit restrict throttle
bound jump leap spring
boundary bounds
boundless unbounded
bouquet corsage
box package
boy son
brace poise
brace steady
brain head mind psyche
brain mentality wit
brainy brilliant
branch subdivision
branched forked
brand make
brandish wave
brave courageous
brave endure
bravery courage
brazen insolent
breach transgress violate
breadth width
break interruption
breakdown dislocation
breakthrough discovery
breakup separation
breast tit
breed engender
bribe buy
bright brightly brilliantly
bright smart
brilliance glare
brilliance grandeur splendor
brilliancy luster splendor
brilliant magnificent
brilliant superb
bring wreak
bringing delivery
brink verge
brisk fresh refreshing
broad extensive wide
broad wide
broadcast transmit
broaden extend
broadly generally
broadside flyer
brocaded raised
broken crushed
bronzed suntanned tanned
brood dwell
brood loom
brooding contemplative meditative pensive reflective
brook creek
brotherhood fraternity
brow eyebrow
brow forehead
brown brownish
bruise contusion
bruit rumor
brush thicket
brutal cruel savage vicious
bucket pail
buckle warp
buddy crony
budge stir
buff devotee fan lover
buffoon clown
build construct
build physique
building construction
building edifice
bulge protuberance
bulging convex
bulk majority
bulk volume
bull shit
bullet slug
bully roughneck rowdy ruffian
bully swell
bum puke skunk
bum tramp
bump encounter find
bump knock
bunch clump cluster
bunch cluster
bunch crowd gang
bundle package packet
bundle sheaf
buoyant perky
burden encumbrance
burden load loading
bureau dresser
burn glow
burn tan
burrow tunnel
burst explode
burst explosion
burst salvo volley
bury entomb inter
bush shrub
bushwhacker hillbilly
bushy shaggy
business job occupation
bustle hustle
busy interfering meddling
busy occupy
but just merely only simply
butcher slaughter
buy purchase
bygone gone
cable telegraph wire
cadaver corpse
cadaverous emaciated gaunt haggard pinched
cafe coffeehouse
cagey clever
calamity catastrophe disaster tragedy
calculate compute
calculate estimate figure forecast reckon
calculation computation
calculation computation figuring reckoning
caliber calibre quality
call cry outcry shout yell
call name
call phone telephone
calm calmness composure equanimity
calm quiet still
calm steady
camp encamp
campaign cause crusade drive
camping tenting
candidate prospect
candidly frankly honestly
canonized glorified
canvass poll
capacitor condenser
captive prisoner
capture seizure
cardinal central fundamental key
care caution precaution
care concern fear
care like wish
careen lurch reel stagger
career vocation
careful deliberate
carefully cautiously
carelessness negligence
careworn drawn haggard worn
cargo freight load shipment
carpet rug
carry channel transmit
carry transport
cart drag haul
carved carven
case event
case instance
case suit
cast mold
castigate correct
castle palace
casual nonchalant
catalog catalogue
catapult sling
catastrophe disaster
catastrophic ruinous
category class family
cater ply provide supply
cattle cows oxen
cause induce stimulate
caution caveat
cavalryman trooper
cavity pit
cavort frolic romp skylark
cease discontinue quit stop
cease end finish terminate
celebrate fete
celebrate lionize
celebration festivity
celerity rapidity
celestial heavenly
celtic gaelic
cemetery graveyard
cent penny
center centerfield
center concentrate focus pore rivet
center halfway middle midway
center middle
centering focus focusing
centralize concentrate
cerebrate think
certain sure
certainly sure surely
certify license
chagrin humiliation mortification
chair professorship
challenge dispute
champ champion
champion fighter hero
chance fortune hazard luck
chance opportunity
chant intone
character quality
characteristic feature
characterization delineation
charter hire
chase dog track trail
chase pursuit
chat chatter jaw
cheap crummy
cheap flashy gaudy loud tawdry
cheap inexpensive
cheat jockey
cheer embolden
cheering shouting
cheery gay sunny
cherished precious treasured
chic smart
chief main primary principal
chiefly mainly primarily principally
child kid minor youngster
childish infantile
chill cool
chill quiver thrill
chill shivering
chipper jaunty
choice pick selection
choice prime select
choice selection
choose prefer
choose select
chore job task
chortle chuckle
chorus refrain
christ jesus savior
chuck grub
chuck toss
chump fool sucker
chunk clod clump lump
churchman cleric
churning roiling turbulent
chute parachute
cinch picnic
cinema film
cipher encipher
circuit tour
circular round
circulate diffuse disseminate
circumscribe limit
circumstance consideration
circumstance context
circumstances fate luck
cite mention
cite mention refer
city metropolis
clad clothed
clamber scramble struggle
clammy dank
clandestine secret undercover
clang clangor clangoring clash crash
clannishness exclusiveness
clarify elucidate
clarity clearness lucidity
clash friction
class classify
class grade
classmate schoolmate
classroom schoolroom
clean plumb
clean unclouded
cleaning cleansing
clearly distinctly
cleave split
clergyman reverend
cliche commonplace
click tick
client customer
climate mood
climax culminate
climb mount wax
clip time
clique ingroup
clock time
clod lummox lump
clogged clotted
close closely tight
close conclusion last
close near
close shut
closed shut
closely intimately
closer nearer
closet cupboard
closet wardrobe
clot coagulate
cloth fabric material textile
clothe dress
cloudburst downpour torrent
clouded overcast
cloudy nebulous
clowning prank
club society
clue hint
clumsy inept
clumsy ungainly
clutch clutches grip hold
clutch seize
cluttered littered
coach manager
coalesce fuse merge mix
coarse vulgar
coast seacoast
coat coating
coax wheedle
coddle pamper
code codification
coerce force pressure
coffee java
cohesion cohesiveness
coil gyrate spiral
coincide concur
collaborate cooperate
colleague confrere fellow
collect gather
collectively jointly
colloquial conversational
colony settlement
color colour
color vividness
colored negro
colossal prodigious stupendous
comb ransack
combat fight fighting
combine compound
comeback retort
comfort console solace soothe
comfort ease
comforting consoling
comic funny
coming upcoming
command require
commandeer hijack
comment commentary
comment notice
comment remark
commentator observer
commerce commercialism
commie communist
commiseration pity
commission committee
commit dedicate devote
commit institutionalize
commit perpetrate
common green park
common mutual
commonly normally ordinarily usually
commonwealth country nation
commotion din rumpus
commotion disturbance
communicating communication
communique dispatch
communist communistic
commutation commuting
commute transpose
companion comrade fellow
companionship company fellowship
comparable corresponding
comparatively relatively
compare equate
compass orbit range reach scope
compassionately pityingly
compel oblige
compensate counterbalance
compete vie
competition contest
competitive militant
competitor rival
complete discharge dispatch
complete finish
complex composite
compliance conformity
complicate refine
compliment congratulate
component constituent element
component element factor ingredient
component part portion
compose pen write
composing composition
compound deepen intensify
comprehend perceive
compress constrict contract
comprise constitute
comprise contain incorporate
compromising conciliatory
compunction remorse
con defraud swindle
conceal hide
concealed hidden
concede confess profess
concede grant
conceit vanity
concentration density
concept conception
conception creation
conceptualization formulation
concern interest
concern pertain refer relate
concerned interested
concerted cooperative
conclude reason
conclude resolve
concluding final last
conclusion decision determination
concurrent cooccurring simultaneous
condemn decry excoriate
condemnation curse
condemnation disapprobation
condescending patronizing
condition discipline train
condition specify stipulate
condition status
conduction conductivity
confederacy south
confer consult
conference league
confide entrust intrust
configuration constellation
configuration contour shape
confining constraining limiting restricting
confirm reassert
confirmation verification
conflict struggle
confront face
confused disjointed disordered garbled
confused lost
confusing perplexing puzzling
confusion disarray
congratulate felicitate
congratulate pride
congratulations praise
congregation fold
congressman representative
conjecture hypothesize speculate suppose theorize
conjecture speculation
connect link
connote imply
conquer subdue suppress
consequence effect outcome result upshot
consequent resultant
consider deal
consider reckon regard view
consider study
considerably substantially
consist dwell lie
consistence consistency
consistently systematically
consolation solace
consolidation integration
conspicuously prominently
constant unvarying
constantly forever
constantly invariably
constitution establishment formation
construct manufacture
construe interpret
consultation interview
consume down
consume ingest
consumption intake uptake
contain control curb
contaminate foul
contamination taint
contemplation musing reflection
contemporaries generation
contempt disdain scorn
contemptuous disdainful scornful
contemptuously scornfully
contend contest
contend postulate
content message
contiguous immediate
continuance continuation
continue keep
continue preserve uphold
continue proceed
continuously endlessly unceasingly
contraption contrivance gadget
contrary opposite reverse
contrast counterpoint
contributing contributory
contribution donation
contrive design plan
contrive devise forge formulate invent
control operate
convention rule
conventional established
converge meet
conversion transition
convey express
convict inmate
conviction sentence
convinced positive
convulsive spasmodic
cook prepare ready
cool nerveless
coordinate organise
cope grapple manage
copy imitate simulate
core nucleus
corporate incarnate
corporeality physicalness
correct redress
correct right
correspond equate
correspondent newspaperman
corrupt deprave
cosmos existence universe world
cost price
cost price toll
couch put
couch sofa
counseling guidance
count counting
count matter
count weigh
countenance imprimatur sanction
countenance physiognomy visage
countenance visage
countless innumerable multitudinous myriad unnumbered
country nation
coup takeover
couple match mate pair
couple pair
courier messenger
course naturally
course trend
court tribunal
court woo
cover extend
cover masking
cowboy cowhand cowpuncher puncher
cower huddle
crack crevice
crack gap
crack super topnotch
crackle crunch
cradle provenance
craft trade
crafter craftsman
crafty sly wily
craggy mountainous
cramp spasm
crash ram
craved desired
crawl creep
craze cult furor
crazed deranged
crazily insanely
crazy mad sick
creak screech squeak
crease wrinkle
create make
creativeness creativity
creator divine lord
credit recognition
credo creed
creep sneak
crest top
crew gang
criminal crook felon outlaw
criminal reprehensible
crimson red
cringe flinch quail recoil shrink wince
cringe grovel
crippling disabling
crisp sharp
criterion standard
criterion standard touchstone
criticise criticize
croak die expire perish
crop harvest
cross foil frustrate thwart
cross fussy
cross intersect
cross transverse
cross traverse
crossroad intersection
crossroads hamlet
crotchety ornery
crouch squat
crouch stoop
crow gloat
crowd herd
crucial important
crude earthy
crumble crumple
crush mash squash squeeze
crush oppress suppress
cry exclaim shout
cry holler scream shout squall yell
cry weep
cry yell
cryptic inscrutable mysterious
crystallize illuminate
cuddle nestle nuzzle snuggle
cultural ethnic
cultured polite
cure remedy
curiosity wonder
curious funny peculiar queer singular
curiously oddly peculiarly
current stream
currently presently
curse expletive oath swearing
curse hex
cursory perfunctory
curtail restrict
curtain drape drapery
curtly shortly
curve cut sheer swerve veer
curve wind
curved curving
cuss gadfly
custom tradition
custom usage
customary habitual
cut reduce trim
cycle rhythm round
dab pat
dabbled splattered
dad daddy papa pop
dais pulpit rostrum
damage harm
damage harm impairment
damaging prejudicial
damn goddamn
damn shucks
damned unredeemed
damp moist
dampen moisten
dampen stifle
dance dancing
danger risk
dangerous grave grievous serious
dangerously perilously
dapper jaunty
dappled mottled
dare defy
dark darkness
dark darkness shadow
darling favorite
dart dash scoot scud
dart flit flutter
dash flair
dash smash
daughter girl
daunt scare
dawn dawning daybreak
dawn penetrate
daydream dream woolgather
daylight daytime
dazed groggy
dazed stupid
deadlock impasse standstill
deadly lethal
deafening earsplitting thunderous
deal flock heap lot mass mint pile plenty
deal handle plow
dealer trader
dear honey love
deathlike deathly
debility feebleness infirmity
debris dust junk rubble
debut entry introduction
dec december
decay decline
deceased decedent
deceased gone
deceive delude
decelerate slow
deceleration retardation slowing
decent fitting
decent nice
decent properly
decide resolve settle
decidedly definitely emphatically
declaim recite
decline diminution
decline refuse
decline refuse reject
decline worsen
decomposition disintegration
decoration ornament
decrease diminish lessen
decrease lessen
decrease lessening
decree fiat
deduce derive infer
deduct subtract
deduct withhold
deduction implication
deep deeply
deepen intensify
deeply profoundly
defeat frustration
defeat kill
defeat licking
defeat overcome
defect fault flaw
defend guard
defender guardian
defer postpone shelve
deficiency inadequacy
deficiency lack want
deficient lacking
deficit shortage
define delimit specify
defining shaping
deformation distortion
deformed malformed
defy refuse resist
defy withstand
degree level
degree level stage
deign descend
deity divinity god
delay wait
delicate fragile
delicately fine
delicious delightful
delight please
delight revel
delirium frenzy fury hysteria
deliverance rescue saving
deluge flood
delve dig
demand exact
demand necessitate need require
demand requirement
democracy republic
demolition destruction
demon devil fiend
demonstrate establish prove show
demonstrate exhibit present show
demonstration presentation
demote relegate
demur except
depart deviate vary
depart start
departure deviation difference
departure going leaving
dependable honest reliable
dependable reliable
dependence dependency
depict describe
depict picture
depict portray
deplorable sorry
deplorably woefully
deposit lodge stick wedge
deposit sediment
deposit sedimentation
deposit situate
depot terminal
deprecating deprecatory
deprive divest strip
deputy lieutenant
derisive gibelike mocking taunting
derivative differential
derive gain
des diethylstilbestrol
descend fall
descendant descendent
descent origin
describe draw trace
describe report
desecration sacrilege
desert forsake
deserve merit
deserving worth
design plan
desire hope
desire want
despair desperation
despairing desperate
despatch dispatch
desperately urgently
despise disdain scorn
despised hated
despoil ransack rifle
destination goal
destine doom
destine intend
destiny fate
destroy ruin
destroyed ruined
detached isolated separated
detachment disengagement
detail item
detailed elaborate
detect discover find notice observe
detectable noticeable
detection sensing
detective investigator
detector sensor
deter discourage
determination finding
determination purpose
determine influence regulate shape
determine set
determinedly unfalteringly
detest hate
detonate explode
develop evolve
developing underdeveloped
development evolution
development growing growth maturation
deviate divert
device twist
devil dickens
devil lucifer
devilment mischief shenanigan
dexterous dextrous
diagnosing diagnosis
diagnostician pathologist
diagram plot
dialect idiom
diam diameter
diarrhea diarrhoea
diary journal
dice die
dictate order prescribe
dictatorship tyranny
dictum pronouncement
differ disagree
difference dispute
differentiate distinguish mark
differentiate distinguish separate
differentiation distinction
differently otherwise
difficult hard
diffuse permeate pervade
dim faint vague
diminished lessened weakened
diminutive petite tiny
dingy grimy
dip dunk
direction way
directionality directivity
directly forthwith immediately instantly straightaway
directly straight
director manager
dirt soil
dirt soil stain
dirty soiled unclean
disability handicap
disable incapacitate
disabled handicapped
disagreement discrepancy
disallow forbid prohibit proscribe veto
disappear vanish
disappointed frustrated
disappointment letdown
disapprove reject
disbelief skepticism
disc disk
disc record
discard dispose
discern distinguish recognize
discernable discernible
discipline subject
disclose divulge expose reveal
disclosure revelation
discorporate disembodied
discount dismiss disregard ignore
discouraged disheartened
discover hear learn
discovered observed
discredit disrepute
discrepancy variant
discrete distinct
disdain scorn spurn
diseased pathologic
disengage withdraw
disentangle extricate
disgrace dishonor dishonour shame
disgrace shame
disgusting foul loathsome
disheveled frowzled tousled
disk harrow
dislodge free
dismally drearily
disordered upset
disorderly jumbled
dispatch shipment
disperse dissipate scatter
disperse scatter sprinkle
dispersed spread
displacement shift
display exhibit expose
display show
display showing
disposal disposition
disposition temperament
dispute quarrel
disregard ignore snub
disregard neglect
disregardless irrespective regardless
disrobe strip undress
disrupt interrupt
disruption interruption
disruptive riotous troubled tumultuous turbulent
dissemble feign pretend
dissipate scatter
distill purify
distinction eminence
distinctive typical
distort falsify warp
distress hurt suffering
distressing disturbing
distribute spread
district territory
distrust mistrust suspect
distrust suspicion
disturb trouble upset
disturbance perturbation upset
disturbed upset worried
dive honkytonk
dive plunge
diverse various
diversion recreation
diversity variety
divertimento serenade
divide separate
divide split
dizzy silly
doctor physician
doctrine ism philosophy
document papers
dodge evade hedge sidestep skirt
dodging escape
doggedly tenaciously
dogma tenet
domain land
dominate master
dominate predominate prevail reign rule
domination mastery supremacy
done through
doomed lost
door doorway threshold
doorhandle doorknob
doorman porter
dope gage
dosage dose
dot stud
dotted flecked speckled
double dual
double twofold
doubly twice
doubt uncertainty
doubtful dubious
doubtless undoubtedly
dough kale loot
dourly sullenly
down downward
doze drowse
dozen twelve
dozens lots scores tons wads
drab dreary
drab sober somber
draft enlist
drafty draughty
drag embroil
drain drainage
drama play
dramatic spectacular striking
dramatist playwright
dramatize embellish pad
draped wrapped
draught gulp swig
draw pull
draw reap
dread fear
dreadfully horribly
dribble trickle
drift err stray
drift float
drift impetus
drift range roam rove stray wander
drill practice
drink drinking
drink salute toast
drive motor
drive thrust
drone monotone
droop sag
droppings dung
dross impurity
drown submerge
drugstore pharmacy
drunk drunkard
dry ironic ironical wry
dub nickname
dull muffled
dullard stupid
dumb slow
dupe gull
duplicate repeat
durable lasting
duration length
dusk nightfall twilight
dusky swart swarthy
duty obligation responsibility
duty tariff
dwell inhabit live populate
dweller inhabitant
earlier sooner
earn garner
earnestly seriously
earnestness seriousness sincerity
earnings pay remuneration salary wage
earnings profit profits
earth earth globe
earth ground
earthquake quake
easily easy
east orient
eating feeding
ebullient exuberant
echo resound reverberate ring
echo reverberation
eclipse overshadow
economic economical
ecstasy rapture
eddy purl swirl whirl
edge inch
edgy jumpy restive
educate train
education instruction teaching
efface obliterate
effect effectuate
effect impression
effective efficient
effectiveness potency
effluent wastewater
effort exertion
effort exploit feat
egg eggs
ego self
elaborate expound
elastic flexible
elate uplift
elder older
elector voter
electrifying thrilling
elementary simple unproblematic
elevate lift raise
elevate promote
elevation height peak
elevation raising
elicit extract
elude evade
emanation emission
emancipate liberate
embed imbed implant plant
emblematic symbolic
embodiment incarnation
embody personify
embrace embracing
embrace encompass
embrace hug
emotionalism emotionality
emphasis vehemence
emphasize underline underscore
employ employment
employ engage hire
employment work
empty hollow
enact ordain
enchant enthrall transport
enclose envelop wrap
enclose inclose
encounter meet
encounter meeting
encounter skirmish
encroachment intrusion invasion
end terminate
endanger imperil jeopardize menace threaten
endearing lovely
endeavor enterprise
endeavor strive
endless eternal interminable
endlessly infinitely
endow gift invest
endowment gift talent
endure last live survive
enemy foe
energy vigor
enforce implement
enforce impose
engage pursue
engineering technology
engrave inscribe
engross engulf immerse steep
engrossing fascinating
enhance heighten
enigma mystery
enigmatic puzzling
enjoin order
enjoy love
enlarge magnify
enlargement expansion
enormous tremendous
enormously staggeringly tremendously
enough plenty
enquire inquire
enraged furious maddened
enrol enroll enter recruit
enrollment registration
ensue result
entail imply mean
entanglement web
enter participate
enthrone vest
entice lure tempt
entire full total
entire intact integral
entirety totality
entitle title
entrance entranceway
enumerate itemize
envious jealous
environment environs surroundings
envisage imagine
envision fancy figure picture visualize
envision foresee
ephemeral passing
epic heroic
epicure gourmet
epitome paradigm prototype
epitomize typify
epoch era
equal peer
equal rival
equality equivalence par
erode gnaw
eroded scoured
erratic mercurial quicksilver
erratically unpredictably
error fault mistake
erudite learned
erupt ignite
eschew shun
especially particularly peculiarly specially
essence substance
essential indispensable
essential necessity requirement
establish found institute plant
establish found launch
establishment institution
esteem respect
esteem respect value
eternal everlasting perpetual unending
eternally everlastingly forever
ethics morality morals
evaluation rating
evaluation rating valuation
evangelist gospeler
evaporation vapor
even still yet
eventually finally
everyday mundane routine unremarkable
evidence grounds
evidence prove show testify
evident observable
evidently manifestly obviously plainly
evil vicious
evil wickedness
evildoer sinner
evoke provoke
exact precise
exactly just precisely
exactly precisely
exaggerate magnify
exaggerated overdone
exalt glorify
exalted lofty
examination scrutiny
examination test
examine probe
example exemplar
example illustration instance
exasperating infuriating maddening
exceed outdo outstrip surpass
exceed top transcend
exceed transcend
exceedingly extremely super
excel surpass
excellently magnificently splendidly
except exclude omit
exceptional particular special
excess extra redundant spare surplus
excess surplus
exchange switch
excise expunge
excite stimulate
excited frantic mad
exclaim proclaim promulgate
exclaiming exclamation
exclude shut
exclusive sole
excruciating torturing
excursion outing
excuse explain
excuse pardon
execution performance
exemplify illustrate
exempt relieve
exemption freedom
exercise exercising workout
exercise exert
exercise practice
exercise usage use utilization
exert wield
exhaust sap
exhausted fatigued
exhaustive thorough thoroughgoing
exhaustively thoroughly
exist subsist survive
existent existing
existential experiential
expanse sweep
expectation outlook prospect
expedite hasten
expend spend
expend use
experience have
experiment experimentation
experimental observational
expiration termination
explicit expressed
explore search
exposed open
express utter
expression face look
expression reflection
extend run
extended lengthy prolonged
extension propagation
extenuate mitigate
exterior outside
external international
external outside
extrapolate generalize infer
extravagantly profusely
extreme extremum
extreme utmost
extremely highly
extremity member
exultant jubilant rejoicing triumphant
eyeball orb
eyelid lid
fabric framework
face front
facility installation
factory mill
faculty staff
fail miscarry
fail neglect
faint swoon
fair reasonable
fairly moderately pretty reasonably somewhat
faith religion
faithfully reliably
fake forge
fake sham
faker fraud
falloff slump
false mistaken
falsity untruth
falter stumble
falter waver
faltering hesitation
famed famous illustrious notable noted
familiarity intimacy
family household
fancy fantasy illusion phantasy
fantastic marvelous terrific tremendous wonderful wondrous
farther further
fascinate grip transfix
fascinate intrigue
fascinated spellbound
fashion manner mode style way
fast tight
fasten fix secure
faster quicker
fatal fateful
father forefather
fathom penetrate
fatigue weariness
favor prefer
favored favorite
fear fright
fearless unafraid
feasible practicable viable workable
feature have
feb february
federal union
fedora stetson
feel feeling flavor smell spirit
feel sense
fence fencing
ferment fermentation unrest
ferocious fierce furious
ferociously fiercely
ferocity fierceness fury violence wildness
fertile prolific
festive merry
fetid foul
feverish hectic
fictive pretended
fiddle violin
fiendish infernal satanic unholy
fierce vehement
fig figure
fight oppose
fight struggle
figurine statuette
file register
fill occupy
film movie
final net
finally last lastly
finally ultimately
financial fiscal
fine okay
finish finishing
fire firing
fire flame
fireplace hearth
firm firmly steadfastly
firm house
firm unfaltering unshakable unwavering
firmly hard
firmly securely
firmness resolution resolve
first inaugural
fisher fisherman
fishmonger fishwife
fit paroxysm
fit primed set
fit tantrum
fix mend repair
fix mess
fix set specify
fixed set
fixing repair
flail lam thrash
flap wave
flash flashing
flash flaunt
flash twinkle wink
flashy gaudy
flat level plane
fledgling freshman newcomer
fleet swift
fleeting momentary
fleshy overweight
flicker flutter quiver
flip somersault somersaulting
flip toss
float swim
flog lash slash whip
flood inundation
flood swamp
floor flooring
floor story
flounder stagger
flourish prosper thrive
flourish thrive
flow flowing
flow stream
flowering unfolding
flub spoil
flush heyday peak
flushed red
flushed rosy
fly pilot
fly wing
foam froth
fog haze
foible idiosyncrasy
foliage leaf
folk sept
following next
folly foolishness
folly stupidity
fondly lovingly
food nutrient
fool gull
foolhardy reckless
footing terms
footpath pathway
footstep pace step stride
forbid foreclose forestall preclude prevent
forbidden taboo
force impel
force push
force strength
foreboding premonition
forego precede
forest wood woods
forgo waive
fork ramification
form kind sort
form organize
form pattern
form spring
formally officially
former onetime
former previous
formerly once
formidable redoubtable
formulation preparation
forswear retract
fort fortress
fort garrison
forte specialty
forth forward
fortify strengthen
fortunately luckily
fortune luck
forty twoscore
foster further
founding initiation
fowl poultry
foyer hall lobby vestibule
fragment shard
fragrance perfume scent
frambesia yaws
framework model
frantically madly
freak monster monstrosity
free liberate loose release
free rid
freeway pike superhighway thruway
frenzied manic
frequent patronize shop
frequently often oftentimes
fresh freshly new newly
freshness novelty
fret fuss
frighten scare
frightened panicked terrified
frightened scared
frightful horrible horrifying
frigid icy
fringe outskirt
fringe periphery
frog toad
frozen icy
fruit yield
fruitless futile vain
fulfil fulfill satisfy
fulfill satisfy
full fully
full total
fullness richness
fumble grope
fun merriment
function office role
function officiate
function operate
function purpose role use
function serve
fund store
fundamental rudimentary
funny suspect suspicious
furnish provide render supply
furthermore moreover
furtive stealthy
fury rage
fusion unification
fuss mother
futile unavailing
future next
fuzzed fuzzy
gabble prattle
gag jest joke
gage gauge
gaiety merriment
gain profit
gain win
gait pace
gal gallon
gallantry heroism valor
galvanic voltaic
gap opening
gap spread
gape gawk
garbage refuse
gas gasoline
gash slash
gasp pant puff
gay jolly jovial merry
gaze stare
gem treasure
generalization induction
generally mostly
generate yield
gently lightly softly
gently mildly
genuinely really truly
geographic geographical
geometric geometrical
germ source
germinate sprout
gesticulate gesture motion
gesture motion
ghastly grim gruesome macabre
ghost specter
ghostlike ghostly spectral
gift giving
gigantic mammoth
giggle titter
gilded gilt gold golden
girl miss
girlish schoolgirlish
given granted
given presumption
glance glimpse
glance glint
glare glower
glasses spectacles
glassy glazed
gleam gleaming
gleam gleaming glimmer
gleam glint glisten glitter shine
glean harvest reap
glee hilarity
glint spark
glinting glittering
glistening shiny
global world
glowering morose sullen
glue paste
glued pasted
glut gorge overeat overindulge
glycerine glycerol
goad spur
gold golden
good goodness
good thoroughly
good well
gospel gospels
govern regulate
govern rule
grade level
grade place rank rate
graded ranked stratified
graining woodgraining
grammatic grammatical
grand lordly
grandeur nobility
grandma grandmother granny
granular gritty
grapple grip
grappling wrestling
gratification satisfaction
gratify satisfy
grave sober solemn
grave tomb
gravely soberly
gray grey
greasy oily
greatcoat overcoat
greatest sterling superlative
grecian greek
greek hellenic
grievance grudge
grim inexorable relentless stern
grin grinning smile smiling
grind labor toil
grip handle
grip suitcase
groan moan
grocery market
groove rut
grotesque monstrous
ground reason
groundless idle
grounds yard
group grouping
group radical
grove orchard
growl grumble rumble
growth increase
gruff hoarse husky
grumble grumbling rumble
grumble mutter
grumble scold
guarantee undertake
guard safety
guess guessing
guess hazard venture
guess imagine reckon suppose think
guess speculation surmise
guide lead take
guide maneuver steer
guide steer
gummy pasty sticky
gunfire gunshot
gunman gunslinger
gunpowder powder
gush spout
gusto relish zest
gutter trough
hackneyed stock threadbare timeworn trite
halfway midway
hall hallway
hallmark stylemark trademark
halt stop
hamper hinder
hamper shackle
hand handwriting
handbag purse
handclasp handshaking
handle manage
handle treat
handling treatment
hands manpower men
hangout haunt
hanker long yearn
hapless miserable pathetic piteous poor
happen occur
happening occurrence
harassed pestered
harbor nurse
hardship rigor
hardworking industrious
hardy stout sturdy
harm hurt injury
harmonious symmetrical
harshness scratchiness
haste hurry
haste hurry rush rushing
hasten hurry
hasten race rush speed
hastily hurriedly
hate hatred
hateful mean
haughty supercilious swaggering
haunt obsess
haunt stalk
haunted obsessed preoccupied
haunting persistent
haversack knapsack
hawk huckster peddle
hawker peddler
hayfield meadow
hazard jeopardy peril risk
hazy misty
headache worry
headmaster schoolmaster
heal mend
healer therapist
healing therapeutic
healthy salubrious
heap mound pile
heap pile
hearer listener
heart nerve
heartily warmly
heat hotness
heat warmth
heave surge
heaven paradise
heed listen
heed regard
heedless unheeding
helplessness weakness
hence therefore thus
here hither
hereafter hereinafter
heretofore hitherto yet
hesitate pause
hesitate waver
hide skin
hideaway hideout
hideous outrageous
highlight spotlight
highwayman hijacker
hillock knoll mound
hinder impede
hint suggest
hip pelvis
hit strike
hitch hobble limp
hold keep maintain
holding retention
holiday vacation
homeland motherland
honest honorable
honor honour laurels
honor honour reward
honor respect
hood punk
hook rob soak
hoop ring
hop skip
hope promise
hopeful promising
horde host
horror repugnance repulsion revulsion
hospital infirmary
hostelry inn
housekeeping housework
housing lodging
however nevertheless nonetheless notwithstanding still withal
howl howling
howl roar wail
hubbub uproar
huddle powwow
huge immense vast
hugging kissing petting
hulk loom tower
hulk whale
humble humiliate
humble lowly
humbly meekly
humor mood temper
humor wit
hunch intuition suspicion
hunger thirst
hunting search
hurl hurtle lunge thrust
hurler pitcher
hurry rush
hurry speed
hurrying scurrying
hurt wounded
hush silence still
hush stillness
hut shack shanty
hyperbolic inflated
hypocrite phony
hypothesis possibility theory
icebox refrigerator
idea thought
ideal saint
identical indistinguishable
identical very
identify name
idiom parlance
idiot imbecile
idle laze
idolize revere worship
ignorant illiterate
ill sick
illness malady sickness
illuminate illumine light
image picture
imagery imagination imaging
imagination resource
imaginative inventive
imbalance unbalance
imitation simulated
immaculate spic spotless
immediacy instancy
immensely vastly
immerse plunge
imminent impending
imp pixie
impair mar
impede obstruct occlude
impersonal neutral
impersonate portray
implication significance
implike mischievous puckish
import meaning significance
important significant
impose inflict
impose levy
imposition infliction
impossible inconceivable unimaginable
impotence impotency
imprecation malediction
impress strike
impression picture
imprison jail
improbable unlikely
improvised makeshift
impudent insolent
impulse urge
impulse whim
inadvertently unwittingly
incensed indignant outraged
incentive inducement
inception origin
incertain uncertain
incipience incipiency
incite instigate
incite motivate prompt
inclination tendency
incline lean tend
incline ramp
incline slope
incomprehensible inexplicable
inconvenience worriment
incorporate integrate
incorrect wrong
increasingly progressively
incredible unbelievable
indecent untoward
indecision irresolution
indefatigable tireless
indefensible untenable
independent sovereign
indescribable ineffable unspeakable untellable
index indicator
indicate point
indignation outrage
individual mortal person someone soul
individual single
individualism individuality
individualized personalized
individually separately
indolent lazy
indoors inside
induct seat
induction initiation
industry manufacture
inert neutral
inescapable unavoidable
inescapably inevitably unavoidably
inevitably necessarily
infamous notorious
infective pathogenic
infertile unfertile
infest overrun
inflection prosody
inflow influx
inglorious shameful
inherent integral
inhibitory repressive
initiate originate
injure wound
innovate introduce
innovation invention
inoculation vaccination
inquire wonder
inquiry query question
inquiry research
inscription lettering
insert introduce
insert tuck
inside interior
inside within
insight penetration
insistent repetitive
inspire prompt
instal install
instant instantaneous
instant minute moment
instant twinkling wink
instead rather
instruct teach
instruction teaching
instructor teacher
instrument tool
instrumentalist musician player
insularity insulation
insulate isolate
insurance policy
insure underwrite
insurrection rebellion revolt uprising
intact inviolate
integrate mix
integrated unified
integrating integration
integrity unity
intellect reason
intellectual rational
intelligent levelheaded sound
intelligible understandable
intend mean
interest involvement
interest sake
interfere intervene
interject interpose
interlace intertwine lace twine
interlock mesh
interlocking interwoven
intermediate medium
interpret render
interpretation rendering
interpreting rendering
interrelation interrelationship
interrogation interrogative question
interval separation
interweave weave
intimate suggest
intrude trespass
invaluable priceless
inveigh rail
invent manufacture
inventory stock
investigating investigation
investigator researcher
invite tempt
involvement participation
irony sarcasm satire
irrigate water
irritability petulance
irritable peevish
irritably petulantly testily
irritation temper
isolated stray
issue matter topic
issue publish
issue supply
itch scratch
ivory pearl
jab jabbing
jab poke
jabber spout
jaded wearied
jam pile throng
jammed packed
jan january
jangle jingle
jar jolt
jeep landrover
jeer scoff
jeopardize stake
jerk jerking jolt
jerk twitch
jerk yank
jest joke
jimdandy jimhickey
jimmy prise pry
jocose jocular
jog ramble
joggle wiggle
john lavatory privy toilet
johnny reb rebel
jolted shaken
journey journeying
journey travel
joy pleasure
judge justice
judgment mind
juicy luscious voluptuous
jumble muddle welter
juncture occasion
junk scrap
justify vindicate
justly rightly
justness nicety
jutting projected sticking
keenness sharpness
keepsake souvenir
kick thrill
kill killing
kinda rather
kindly sympathetic
kingdom realm
knife tongue
knock knocking
knowledgeable learned
lab laboratory
label mark tag
label pronounce
labeled tagged
labor labour proletariat
labyrinth maze
lad sonny
laden ladened loaded
lady madam
lam run
lamentation wail
lance spear
land soil
language lyric words
language speech
lanky rangy
lap lick
lappet wattle
lapse sink
lapsed nonchurchgoing
largely mostly
lashing whipping
lasting permanent
late recent
lately recently
lather soapsuds suds
laugh laughter
lavender lilac
lavish shower
lay place position put set
lead result
lead track trail
leaden weighted
leaders leadership
leading preeminent
leading star stellar
leakage outflow
lean thin
lean tilt
leaning tilted
learn memorize
learner scholar
learning scholarship
lease rent
left remaining
legislate pass
legitimate logical
lend loan
lengthening perpetuation prolongation
lessen subside
lesson moral
letter missive
lewd salacious
lexicon vocabulary
liberal tolerant
liberation release
license permit
lick solve
life living
lifelike pictorial vivid
lifted upraised
lighted lit
like same
likely probable
likely probably
likeness similitude
likewise similarly
limbo oblivion
limitation restriction
linger loiter lurk tarry
lingual linguistic
little small
load loading
lobscouse lobscuse
locality neighborhood neighbourhood vicinity
localization location
locate situate
located set situated
location placement
lock mesh
lone solitary
longing yearning
look looking
looking sounding
loose unleash
loot plunder
lord master
loudspeaker speaker
lousy rotten stinking
lowering sullen
lukewarm tepid
lumber pound
lumber timber
luminary notable
lump swelling
lunch luncheon
lurch pitch
lurid shocking
lurk skulk
lush profuse riotous
machinist mechanic
mad sore
madman maniac
magic magical
maimed wounded
maintain preserve
maintenance upkeep
majestic proud
maleness masculinity
malingering skulking
mama mamma mommy
mandatory required
mangled torn
manufacturer producer
march marching
mark marking
mark score
mark target
marked pronounced
market marketplace
marketing merchandising selling
maroon strand
marriage matrimony
marriage wedding
marry wed
marshal mobilize
marvel wonder
marvelously superbly wonderfully wondrously
massacre slaughter
master overcome surmount
master victor
masterly virtuoso
mastermind organize
matching twin
mate teammate
material stuff
math mathematics
mating union
maturation ripening
maximal maximum
maximum utmost
maybe perchance perhaps possibly
mean signify
meander thread wind
meandering wandering winding
meaning substance
means way
measure step
measurement measuring
mechanics mechanism
meddling tampering
medication medicine
meditate mull muse ponder reflect speculate
melee scrimmage
melodious tuneful
melody strain tune
melt thaw unthaw
melting thaw thawing
memory retention retentiveness
menace threat
menacing ominous sinister threatening
mentality outlook
mention note observe remark
mention quotation reference
mention reference
merchandise product
merchandise trade
mere simple
merge unify unite
merit virtue
metal metallic
metro subway
microphone mike
midday noon
middle midsection
midst thick
milieu surroundings
militant warlike
militia reserves
min minute
mingle unify
minimal minimum
minimize understate
minister parson pastor
ministration succor
misbehavior misdeed
misconstrue misunderstand
misdemeanor violation
miserable suffering
misery wretchedness
misgiving qualm
misinterpretation mistaking misunderstanding
mislay misplace
missile projectile
mite speck
mob rabble
mob syndicate
mobile wandering
mobilize rally
mockery scoffing
model mold mould
model pattern
modernize overhaul
modesty reserve
moisture wet
mold stamp
monarch sovereign
moon moon
mortician undertaker
motif theme
motion move movement
motion movement
motionless static still
motivation motive need
motto shibboleth slogan
mouth speak talk utter
move travel
muffle smother stifle
multiplication propagation
multitude pack
mum silent
mumble mutter
murmur murmuring muttering
muster rally
mute unspoken
muted subdued
mutely silently wordlessly
myofibril myofibrilla
mysterious mystic
nagging shrewish
nameless unknown
narrative story tale
narrow specialize
nasal pinched
nationalism patriotism
naught nothing zero
nauseated sick sickish
necktie tie
need want
needed required
neglect overlook
neglected unheeded
negotiation talks
new novel
news tidings word
newsman reporter
newspaper paper
night nighttime
nip pinch
nominal tokenish
north northward
north union
northerly northern
northerner yank yankee
nose poke pry
note notice
note observe
notification presentment
nourish sustain
nourishment sustenance
nov november
now today
nuance subtlety
nudge prod
null void
number routine
nutrient nutritive
objection protest
objection remonstrance
objectionable obnoxious
obscure vague
observance observation watching
obstinately stubbornly
obtain prevail
obtain receive
occluded sorbed
occupancy tenancy
occupant resident
occupy reside
oct october
odor smell
offence offensive
offer offering
offer proffer
offer volunteer
officer policeman
oneness unity
operational useable
opinion sentiment
opponent opposite
opposition resistance
optical visual
optimal optimum
opulent sumptuous
orator rhetorician
orbit revolve
ordinance regulation
orient point
origin root source
orthophosphate phosphate
outcome result
outdoors outside
outlay spending
outline sketch
output yield
outrage scandalize shock
outsmart overreach
outspoken vocal
outstanding prominent salient
overcome overpower overwhelm
overhaul overtake
override overturn reverse
overriding paramount
overthrow subvert
overture prelude
own possess
owner proprietor
ownership possession
pace rate
pacing tempo
pack wad
package parcel
pact treaty
painful sore
pains striving
painting picture
pale pallid wan
pamphlet tract
pander pimp procurer
pang twinge
panic terror
paraphrase rephrase
parcel portion share
pardner partner
part partially partly
part piece
part portion
part split
particle speck
particular peculiar special
partner spouse
pass passing
pass surpass
pass walk
passage transition
passion rage
past yesteryear
pastelike pasty
patch piece
patch plot
path route
pathetic pitiable pitiful
patrol police
patronize sponsor
pattern practice
pavement sidewalk
peace serenity
peal pealing
pecs pectoral pectoralis
pedestal stand
pelt pepper
penalize punish
penalty punishment
penance repentance
peptidase protease
percent percentage
percentage share
perch roost
perfumed scented
perilous precarious
permission permit
persevere persist
persist prevail
persistence persistency tenacity
persistent relentless
persona role
perspective position view
perspiration sweat
persuade sway
perturb trouble
petition request
phantom shadow
phase stage
philosophic philosophical
phone telephone
phonemics phonology
photo photograph
phraseology wording
picket scout sentinel sentry
pier wharf
pinpoint speck
pipe shriek shrill
pitch toss
pitiless remorseless ruthless
pity shame
pivot swivel
place property
place spot
placid still tranquil
plan program
planning preparation provision
plant works
plat plot
plenitude plenty
plight predicament
plod trudge
poetry verse
poignant touching
polish refine
polish refinement
polish smooth
pommel pummel
pond pool
populace public
portrait portrayal
possible potential
pot toilet
potent powerful
potent strong
potential potentiality
potter tinker
pounce swoop
pound ram
pound thump
pounding throbbing
pour stream swarm
powdered powdery pulverized
power powerfulness
practice practise rehearse
prance strut swagger
preaching sermon
precarious unstable
precaution safeguard
precedence priority
predict promise
predilection preference
predominance predomination
preferable preferred
preferably rather
preference taste
preparative preparatory
prepare ready
prerequisite requirement
present stage
presently shortly soon
preserve save
press urge
pressing pressure
pressing urgent
pretence pretension
prey target
price terms
print publish
privacy secrecy
pro professional
problem trouble
procedure process
proceeding proceedings
proceeds takings yield
process treat
procrastinate stall
procure secure
product production
profusion richness
progress progression
project projection
project protrude
project task undertaking
promote push
promotion publicity
promptly quick quickly
proportion symmetry
proportional relative
proportionally proportionately
proposition suggestion
prosperous thriving
prostitute whore
protection security
protest protestation
protest resist
province responsibility
province state
provision proviso
provision supply
provisional tentative
prurient salacious
psyche soul
pull pulling
pulsate pulse throb
pulsation pulse
pupil student
pure utter
purely strictly
purportedly supposedly
pursuit quest
push pushing
push thrust
pussy slit
quake quiver
quarrel row wrangle
quash repress subdue subjugate
quell squelch
query question
quick speedy
quickly rapidly speedily
quiet quietly
quiet silence
quietly softly
radical revolutionary
radical ultra
rage storm
rail railing
railroad railway
rain rainfall
ranch spread
range reach
rarely seldom
rascal rogue
ratify sign
rattle rattling
rattler rattlesnake
raucous rowdy
reach stretch
react respond
reaction response
reactivity responsiveness
real very
realism reality
reality world
realize recognize
realize see understand
rear rearward
reasonable sensible
reasonably sensibly
reassign transfer
rebuff repel repulse
rebuff slight
rebuff snub
rebuild reconstruct
rebut refute
recall recollect remember
recede retire retreat withdraw
receipts revenue
recollection remembrance
reconnoiter scout
recount tell
recover regain retrieve
recovery recuperation
recreate revive vivify
recur repeat
recurrent repeated
redemption salvation
redevelopment renovation
reducing reduction
reek smack
reeking watery
reel spin
reenforce reinforce
reexamine review
refashion remake
refill replenish
refund repay
refund repayment
regard respect
register registry
regret sorrow
regroup reorganize
regular veritable
regulation rule
rehabilitation renewal
reinforce reward
reissue reprint
reiterate repeat restate
rejoin retort
relevance relevancy
reliance trust
religious spiritual
remain stay
remainder residue rest
remarkable singular
remarkably unusually
rend rip rive
rendering rendition
rending ripping splitting
rent tear
repeal rescind
repeat repetition
replace supersede supplant
replacement replacing
replacement substitution switch
report study
repose rest
represent symbolize
reprieve respite
reputation repute
resign vacate
resignation surrender
resonance sonority vibrancy
resonant resounding
respective several various
resplendent splendid
resume sketch survey
resurrect upraise
retaliation revenge
retch vomit
retire withdraw
retrace trace
return revert
revealing telling telltale
revel revelry
revere reverence venerate
revered venerable
reverie revery
revolve rotate
reward wages
rhino rhinoceros
rhyme verse
rhythmic rhythmical
rickety shaky wobbly
right rightfield
rightfully truly
rigorous strict
rinse wash
ripple ruffle undulate
rite ritual
road route
roadside wayside
roar thunder
rock stone
rock sway
roll roster
roll wheel
romp runaway
rooms suite
root stem
rough roughly
rub scratch
rubberlike rubbery
run tally
run trial
rundown summation
runner smuggler
rupture snap tear
rush surge
russia ussr
rustle rustling
sacred sanctified
sadness unhappiness
sail sweep
salesgirl saleslady
sallow sickly
saltwater seawater
salvage save
sample taste
sashay sidle
satiric satirical
savor taste
say state tell
say suppose
scamper scurry scuttle
scheme strategy
scholar student
school schoolhouse
schoolmarm schoolmistress
science skill
scorch sear
scot scotchman
scoundrel villain
scour scrub
scouring scrubbing
scrape scraping
scrape scratch
scream screaming screech shriek shrieking
scream screech screeching shriek
scream yell
screechy squeaky
screen test
seafarer seaman
seahorse walrus
sealing waterproofing
search seek
seated sitting
sec second
secede splinter
second secondly
secondhand used
see witness
sensational stunning
separated spaced
sept september
sequence succession
sequential serial successive
serenity tranquility
serpent snake
settlement village
severe terrible wicked
severely sternly
sew stitch
shade tint
shadowed shadowy
shallowness superficiality
shamble shuffle
sharp sharply
shaved shaven
shed throw
shenanigan wile
shift transformation transmutation
shipping transport
shiver shudder
shivering trembling
shock stupor
shoelace shoestring
shooting shot
shop store
shop workshop
shopkeeper storekeeper tradesman
shot stroke
shouting yelling
shred whit
shrink wither
shyly timidly
sight vision
sign signal signaling
sign subscribe
significant substantial
silent still
silly wacky
silver silvery
sin sinfulness
sin sinning
sinful ungodly
singer vocalist
singularity uniqueness
sis sister
sketch vignette
slacken slow
slant weight
slanted slanting sloping
sleep slumber
slender slim
slender thin
slice slit
slide slip
slide swoop
slightly somewhat
slip steal
slop spill
slop splash
slow slowly
smitten stricken
smooth suave
smother suffocate
smother surround
smothered strangled
smothering suffocating
snap snarl
snare trap
snicker snigger
snoop spy
snow snowfall
soak souse
soar surge
social societal
sod sward turf
soldiery troops
someplace somewhere
sore tender
sovereign supreme
span traverse
spare trim
spark sparkle
spatter splash
spatter splatter splutter sputtering
speak talk
spectator viewer watcher witness
speculation venture
speed velocity
spell tour
spell trance
spell while
spire steeple
spiteful vindictive
splash sprinkle
sportsman sportswoman
spot spy
sprawl straggle
spring springtime
spur urging
squad team
square squarely
squat squatting
squirm twist wriggle writhe
staggering stupefying
staircase stairway
stairs steps
stammer stutter
stamp stomp
standpoint viewpoint
start starting
starved starving
state submit
stay stick
stealing thieving
steel sword
step tread
stereo stereophonic
stimulant stimulation stimulus
stoic stoical
storage storehouse
storm tempest
strain strive
strange unusual
strangle throttle
stress tension
stretch unfold
stride tread
stringy wiry
study survey
stuff thrust
stumble trip
sub substitute
subject theme topic
subordinate underling
substantial substantive
suffer sustain
suffering woe
suffrage vote
suggestion trace
suitable suited
sum total
summate total
sun sun
sun sunlight sunshine
superintend supervise
surmise suspect
survey view
swap switch
swarm teem
sway swing
sweet sweetly
swirl twiddle twirl whirl
symmetric symmetrical
sympathy understanding
synchronism synchrony
synthesise synthesize
tackle undertake
tactile tactual
talk talking
talkative talky
tangled tortuous
taut tight
tears weeping
technical technological
teen teenage
teensy wee
test trial
test try
testament will
testimonial testimony
testimonial tribute
theater theatre
thence therefrom
thenceforth thereafter
there thither
thinking thought
thoriated tittering
thrash thresh
three trio
thud thump
thud thumping
thyrotrophin tsh
timbre tone
tire weary
tiredly wearily
tiring wearying
topple tumble
torment torture
touch trace
trace vestige
trample tread
transfer transplant
transfer transportation
transform transmute
translate understand
transmission transmitting
transversally transversely
traveler traveller
trichrome tricolor
triumph victory
tube tubing
tumor tumour
tumult uproar
turn turning
twirl whirl
typewriting typing
ulcer ulceration
unaccountable unexplainable
unambiguously unequivocally
unanswered unrequited
uncanny weird
uncertainly unsteadily
underestimate underrate
undermine weaken
uneconomical wasteful
unfair unjust
unfortunately unluckily
unhurt unscathed
unimpeachably unquestionably
unique unparalleled
unlace untie
unlovely unpicturesque
unnecessary unneeded
unobtainable unprocurable
unreflective unthinking
unshaved unshaven
unsloped upright
untested untried
upward upwards
usefulness utility
utopian utopian
variable varying
velour velours
veranda verandah
vernal youthful
verve vitality
vibrant vivacious
view watch
volition will
wag waggle
wail whimper
wait waiting
wallop whack
war warfare
wash washing
washbasin washbowl
week workweek
westward westwards
whir whirring
whir whiz
whiskey whisky
white whiteness
wind wrap
winter wintertime
wish wishing
wool woolen
wrack wreck
wrong wrongly
yap yelp
yelp yelping`;
