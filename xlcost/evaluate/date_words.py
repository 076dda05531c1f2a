"""Words that stand in dates, times and amounts of some language, by which a text with digits may be a number.

Months, days of the week, halves of the day, eras, words within dates and names of money in the languages of the
Unicode Consortium's CLDR, those in Latin letters of three and more. Excel reads the first letters of a name as the
whole of it, so these are no more than the first six, without accents; nobody's word for a thing needs to be here.
``tests/evaluate/test_date_words.py`` holds them against all that Babel knows, which has neither Japan's eras in these
letters nor the euro's name.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_LETTERS: Final = 6


def is_date_word(word: str) -> bool:
    """Whether a word of small letters without accents, three at least, may be the beginning of one of these."""
    return word[:_LETTERS] in _beginnings()


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    return frozenset(word[:count] for word in _WORDS.split() for count in range(3, _LETTERS + 1))


_WORDS: Final = """
aadi aagust aaro aasadi abali abamet abans abendu abich abiriy aboro abrell abriil abrile abrill abriu abubi aburil
abuztu acaada acapom acer achiel achiri adar adduha adek adim adoole adr aed aeng affile afiril afl afn afo after
afuabe agasti agb agda agemo aggust agoset agosti agosto agostu ags agt agusit agusta agusti agusto agustu ahad aharab
ahd ahinim ahwa aibrea aijima aiku aimisa aitar aje ajjuma akaas akanap akasub akavya akitat akras aktuba akubun
akuhat akumvi akwas akyi alaami alaarb alaba alahad alaham alakam alalak alamii alamis alarba alarob alatsi alemle
alhadi alhami aljuma all alm alohan alr alsa altine aluula alxami alzuma amait amajji amd amhad amvus anaai anas
anatat anavya aneg angaka aninai anksta annabi anno ansa antau antes antis antrad anw any aoa aogosi aoine aorian
aostu aout apar aperir apfwon apiril apirir aplili aporel apreli aprell aprels apres apriil aprila aprile aprili
aprill aprilo aprily apryla apta apuli araapy araara araba araham arakoi aralik aramis aramit arapok arapot ararun
aratei arbaco arbaqa arbc arbe are arfini arhost arim arinai arire ariyo arjuma arm arree ars arvi ary asabar asabat
asabot asamas asati asb asd aseer ashana asibti asidya asiibi asimwa asinas asm asn assabd astear asteaz astele ataah
ataasi ataibo atakai atalaa atalat atarib atat atini atinni atl atm atswa atyaat atyiri atyon auchie aud augusc august
augusz auri aurret austu auya avanti averil avgust avient avost avqust avrigl avril avrril avust avvalg awarni awgust
awiril awom awril awst awurr awwiss axad axd axsami ayk aynas ayrnig azaal azal azaroa azilaw azn baada bado baland
balaza bam banhae banrin barakh baubau bawai baxis bayan bazar bbd bce bds bdt bealta bearja bed before belawu belu
benada berfan beri bese bgn bhai bhd bhimbi bifo biir bikua bil bin bioom birest birzel bisu bitoot biyern bizim bla
bmd bnd boaldy bob borgem bowte bracet brah brax brayr brezen brezna brf brl bry bsd btn budhva budhwa bukuy bukya
bureet buri buy bwp byn bzd caamsa cabuda cacxa cad caggal cakcam camus can carra carsam carsem carsen caturt cawe
caxah cdf ceadao ceitea cerven cervna cetrte ceturt cetvrt cfa cfpf cga chanta chanua charsh chayka cheite chenab chf
chg chhiep chikum chikun chilo chinai chiner chipir chipos chirim chirix chisha chitat chivab chk chl chn choola choon
chorsh chp chrios christ chryst chs cht chua chueve chulai chulio chumai chumap chumat chunyo chutyh chv chwefr ciggil
ciise cim ciongo ciswa cka cki cko cla clp cmn cmt cnh cny cohcam cokcwa colte comgai comkol comme comun cong cop
cotmeh cpr crc crista cristi cristo cristu csm csutor ctembe ctt ctvrte cuc cul cumacx cumane cumart cuo cup cuse
cutanb cutemb cvc cve cvn cxalva cya cyn cyo cyumwe czerwc czerwi czi czk czwart czyrwc czyrwi dabadi dac dad daggis
dahosi dal dame damhai dani dao dap dar dasamb dasara daspo dat dau ddc dearda deasia decemb deesan deffir deidh
deirea dekabr dekul deluns dempus densch densta depois der desamb desanb desemb deseme desimb despoi despre despue
despus detsem dewo dexemb dezamb dezemb dezenb dffir dfomh dgi dhaloo dhen dhieec dhjeto dhkd diarda dibeer dicemb
dicemm diciad diciem didomh diel dienst dies dihaoi diit dijaus dijous dilbat dillun dilolo diluai diluns dimair
dimanc dimans dimars dimart dimas dimecr dimeng dimerc diming dinda dingsd dinnsd dinsda dinsta diphal dirri disamb
disath disdat diseem disemb diseme dispos dissab dissik disyem diteli diuend diumen divend divi dizenb djabie djadum
djalun djamar djaras djasab djawep djf dkk dkr dma dme doc dodel domene domeni domhna dominc doming domini domino
donder donner donnes dopold doppo doppu dopu dosham doy dsb dsm duat duben dubhla dubna dugemb dujanb dujemb duma
dumeng dumeni duming dumini dundul dunner dunsch duoras dupa dura dusem dusenb dushan duujal dwe dwoada dydd dyon dzd
dzembe dzia dzivam dzk dzm dzodze dzome dzove dzu dzv eahket eanair ebibi ebongi ebrel ebrill ebulu ebuyil ebyamu ecu
eebila efiafi efterm eftir efute egp ehole eigulo eino eiyeet ekaina ekelem ekim ekr ela elb elokuu elott emiase
empitu enante enero enhvte enhvyv enjte ennen ennvrk ensil eost epeeso ephrel epreel epreli epreo epril epulo eramiz
erao eras erb erele erena ern erom erys esaaba esabat esc esmasp est esun etb eti etleen etter ettimi euros eyenga
eylul fabrow fabura falait fanadu faoill favrer fbl fbu fcfa fcfp fde fdj feabhr febbra febere febiri feblua febraa
febrar febray febrei febrer febrew febrie febroa februa februe februw febuar febulu febura feburu febwal feewir feira
felete fepuel fera ferefu ferikg ferrag ferve fevere fevral fevrar fevrei fevrer fevrie fevriy fewral fewriy fgw
fhaoil fiada figui fii fimmtu fjd fkp fkr flo fmf fmu foar fog fomhai fonde fondo foor fora fore fostud fouyir fraede
fraide fraita frar frearg fredag freeda freida freide freita freva frf friday fridel friggj friida friiti fritag
frivar fronta fulade fulbaa fulund fulwan fulwi furar fvt fwo fyrir fyu gabani gada gan garabl gashya gaskav gatand
gatano gatant gatanu gatatu gathan gathat gathn gatumu gbele gbo gbp gearra geasse geguze geju gel gener genier gennai
genver ger geuree gewohn ghearr ghenna ghible ghjenn ghjovi ghjugn ghs ghwa giang giblea gicura gievgi gim giobia
gioved gip gis gitugu gitung giugne giugno giugnu glinde gln gmd gnd gnf gnt gnu golggo gorffe gorthe goude gouere gqi
grudni grudzi gruodi gruodz gst gtq gtu guak guer gulan guma gumigu gumqat gunju gunort gunyan guovva guraan guruwa
gusht gustul gwahll gwener gwengo gwn gwynng gyd gyo hade hafi hagayy haihuw hamuse hanuer haoine har hashni hawwar
hayash hazira hbi hedra heinak heisei heiwet helmik hene hengih hepete herbst hereue hetfo hezira hidatu hihanu hiisik
hik hil hinapi hire hitayi hivili hiwi hiyo hiyuce hkd hlakol hlakub hlb hmypi hnl hodz hoore hornig hortii hosdag
hoseng hotvle houney hrh hriahe hriatu hristo hrk hrt htg huf huhtik hukuri hulyo hune hungu hunyo hurae hutala huwebe
hvse hwai hwevre hydref hyv hywan hzr ianual ianuar iarmad iau ibiri ibrir ichamt ichehe ichika ichuma icm idas idosza
idr idwaat igande igbe igi iii iiplal iisa ijm ijn ijp ijtn ijumaa ijumam ijuman ijumap ijumat ikenda ikinac ikl ikm
ikr ikumi ile ili iln ilon ils imberi imbiri imeg imet imphal imweri inaint indlov indwi inet ingci ingong inhlab ini
inkhwe inkoku innayr inr inunng inyamb inyi inyoni ionawr iovis ipuru iqd iraila irr irudi isaa isadan isegun isiet
isk isniin isnin isonto isz itina ituku iuchar iuil iulai iulie iulii iulius iune iunie iunii iunius ivnin iwi iwootk
iyakwa iyawio iyax iyl iyn iyul iyun jaanua jalkee jamano janaay janaba janair janar janeir janeru janewa janewo
jannaa jannar janner jannew janoar januaa janual januar januer januwa janvar janvie janwal janwar janyuw jasyap jasyko
jasypa jasypo jasyru jasyte jatta jaudo jedoon jehein jelhei jemayr jenaro jenner jenuar jenuwa jercea jerdei jerrey
jesarn jeso jesucr jesus jeudi jezuz jiec jikan jimaat jimco jimwer jine jinnar jiyax jje jkr jmc jmd jmn jmo jmp jnn
jobia jod joibe jolai jolal jolay jomah jona jouluk jovedi jovidi jpi jpy jtn jtt jueves juf jugno juille juin juko
julaay julae julai julayi julhet julho julhu julie julija julijs juliol julius juls julyai julyu jumaah jumaam jumaan
jumaap jumaat jumain jumamo jumane jumann jumapi jumata jumba jumqat jumwa juna june junho junhu junie junija junijs
junio junius juns junyi junyu juovla juriol juule juulip juune juunip juwung kaana kabala kabiri kabla kadadu kafin
kag kaiboi kaili kairi kakauk kamena kamiis kamisa kanama kanana kane kang kanne kanyua kapok karand kari karoon
kasanu kasim kasna kasuwa kaswek katano katatu kathat katiku kawi kaxxa kbr kbz kcs kedd keenda kekema kele keli kemis
kenda kenie kepake keri kerzu kesaku kesich kesima keskiv ketvir ketwir kevard kgs khabid khamii khamis khazoh khihpa
khms kholwa khotav khr khubvu kibxat kifula kigara kihu kii kikiri kilist kingal kingor kingot kinta kipsuu kiptaa
kirist kiroko kita kiumia kiy kkm kkn klisto klock kma kmb kmf kmj kmk kmn kmp kms kmw knb kndaax knk knn kny koaeng
koang kokake kokris kolmap kolovo komuut koosko kornyo korrik korse koskoh koskok kosomo kotaai kotisa kovas kovo kozo
kpa kpt kpw kraist krast kresto krisht krisim krisit krista kristi kristo kristt kristu kriszt krizme krn krw ksa ksh
kst ktn ktsapa ktuber ktubr kuarta kubi kubvum kudo kugu kukadz kukuru kulisi kulist kumi kumpal kumwe kuna kuni
kunyim kuovam kuramu kurisi kurume kusa kushin kutan kutawo kutuan kuuza kuvita kuwa kvco kveten kvetna kwambi kwanza
kwasu kwd kwedi kwieci kwietn kwiidw kwiiku kwiiny kyd kyiuko kysa kyumwa kzt kzu laath labb labn labobe labohl labone
labora labotl labr labt lachin lachis lachit lachiw ladi lahadi lakhat laki lala lambam lamit lamore lampad lamulu
lapa lapkri lapkru laposo lapule laraba larba larunb las latni lauant laugar laupae laurda lavhun lavhur lavhut lavhuv
lavurd lavvar lavvor layeng lbp leden ledna leebi lehin leke lem lengua lenju lenkhu leo lepye leqeen lesibi lesihl
lesine lesith lesits leso letnay letopo lexmis leygar lhed lia libiti liboso libuy libwa liduva liepa liepos liiqen
lilli lindi linggo linji linlin lintan lipanj lipca lipiec lipnja lisont listop litand litini lkr llunes lokaku lolemb
lonesc loo lordag loweru lrd lsl luain luanis lubing lufuim luggio luglio lugliu lugn luhuhi luishi lujo lulju luma
luming lumung lunae lunasa lunast lundi lundo lunedi lunesd lungud lunis lunnid luns lushik lusolo lutego lutong luty
luulyo lwakub lwakun lwakus lwakut lwamil lwamuk lwesb lwesib lwesih lwesin lwesit lweti lwetse lwezi lwi lyanch
lyanny lyapil lyatat lyd maachi maadi maaie maajip maakis maalis maanan maanda maanti maarso maarts maayi maayo maaz
mabaga mabasa machi macord mad maehe maerz mafu magali maggio maghju maha maiatz maig maii maijs maio mairt maius maja
majeba maji majo majs majus makaar makeo malaki malal malem malich mambia mamuut manada manana mandag mande mane
mangad mangal mangju manha mannod mantag mantah mantax manuda manyaw marca march marciu marco mardi mardo marec maret
marfoo marisi markut marlun marras marsip marso marsu martar marted martes martid martie martii martio martis martiu
marto martsa martxo martzu marzec marzo marzu masa masehi masg mashi maspat matahr mataru matesd matg matin matlha
matop matshe matshi matumb mavili mawbaa mawnde mawrth mawuwa maxal mayesu mayisi mayo mayrnt mayul mayyu mazul mazzo
mbangu mbas mbee mbegtu mbere mbili mbimbi mbl mbooy mbs mbudzi mbulor mbusa mchoch mderot mdl mean medi mee mehefi
meije meiji meinde meino meithe meja meje mejju memene merca merche mercol mercor mercre mercui mercur merher merkre
merkur merkut mertes merz mesemn mesong messe methev mettas mettwo metwoc meurth meurzh meyi mezhev mfomh mfumfu
mfunga mga mgc mge mgnj mgqibe mhart mhawur mhr mibale middew midi mierco miercr miercu miesse mih mii mijdar mikuda
milade miladi milatt milodd milodi minei minggu misato mitano mitatu mittwo mittwu mituu mivili miyerk mjacxa mjd mkd
mkr mli mlm mma mmesa mmk mms mngari mni mnt moande mocha mod mog mohnda moies moja mokhu mokibe monday monde mondie
mongll monin monite montac montag moosi mopitl moqebe morago morana morena mori morso morusa mosupo motoba motshe
mpalak mpandu mpg mphala mpokwa mps mpu mra mrt mru msh msi mso msp mst mth mti mtn mto mtwaa mudde mudel mudyax mugaa
mugeth mugira mugivh mugk mugore mugove mugqiv mugwan muhaan muhiga mujimb mukaka mukui mulgul mulung mundai munkyo
munyen munyi munyon muonza mupala mupugu muraki muramu murwa musapi mushen muship musong musumb mutara muthat muuya
muvhur mvfo mvr mvuka mvulo mwai mwambe mwambi mwania mwd mwedi mwedzi mweri mwitop mwk mwny mwom mworia mwth mxd mxi
mxk mxn mye myqj myr myusu mzn naasaa naband nadale nadili naf nah nai nakaar nakaeb nakaej nakaka nakasa nakaun
nakfis namaan namara namath namaxe namitt nane nankui nanzu narodz naroze naseho nasim nasza naszej naszom naszyj
natat natum navur nawamb nawh nawpa nchech ncwaba ncwonz ndaaya ndamuk ndangu ndg ndira ndwenb ndwenc ndweng ndweni
ndwenl ndwenn ndwens ndy ndzhat nebo nedela nedele nedelj nedjel nei neljap nentor nettv nfk ngab ngad ngat ngbere ngc
ngeso ngl ngm ngn ngoenz ngoles ngovya ngs ngt ngubue nguwo nguyen ngv ngwana ngz nhat nhlang nhlola nia niedzi nihiku
nin nio nipbaa nisan nish nittak niydzi njapi njeba njedze njesla njezel nji njowa njr njuhca njukca njumaa njumai
njumam njumat njuni njurai njuuma njw nkh nki nkodya nkr nkwenk nlal nmba nmm nna nnyano nobemb nobyem noema nofemb
nofeme noh noiemb nok nollai nollic nomett nommen noofee noolem noowan nopemb novamb novema novemb noveme novenb
noviem novimb novul nowamb nowanb nowema nowemb noyabr npk npr nsambo nsima nsn ntandi nts ntulik ntuo ntwara numigg
nunemb nuvemb nuvemm nuvenb nuwamb nuwanb nuwemb nvb nwanbi nyaany nyai nyakan nyamav nyanda nyee nyenda nyenya nyenye
nyiagh nyina nyoni nyukul nyuma nzd nzeri nzero nzu nzye obiro obo obubuo ocak ochiko ochobr octobe octobr octomb
octubr odp odung oed ofl oforis ogasit ogasti ogmhio ogoost ogosto ogs ogun ogus oigste ojobo ojola ojoru okb oketop
okitob okkosk okn oko okr oks oktabr okthob oktoba oktobe oktobo oktobr oktohb oktoob oktove oktuba oktubr oktuub
oktyab okudu okuni okutob okwaik okwaka okwamg okwamu okwamw okwoku olabor olgisa olodoy oloile olokun olokut olomuk
omaruk omk omodok omr omuk once ondger ondore ong onkolo onsdag ooa ooli opedel open opoo orara ork orwaka orwamu
orwoku osan osebir oshu osokos ostegu ostira osusua otibar otober otobre otover otowos otrdie otsail otsokr ottobr
ottubr otubar otubro otubru otukwa ougust oujoss outubr ovdal ovdil owara owewe owokub owokus oyk ozujak ozujka paagi
pab pachaw pachib pachyh pagi pagu pakhyn palich pamba pamih pamila pamuny pamwan panadi panchs pande paradi parair
parask parast parwar pasdit pasepe pasham pataa patek pato payare paysha pazart pazdzi pch pdc pebrer pebrua pecpus
ped peko pele pencse penkar penkta pensen pentek pentni pepelu pepuer perjan persem peshmi petak petek petk pgk phambi
phando phato phatwe pherek phezit phiapi phiata php pht phukwi phupja phupu piatek piatok piecpu piektd piili pikiti
piktdi pili pingas pini pionte pirmad pirmdi pirms pisti pisuyu pjatk pkr pln pme pob podne pohbie pome pondel pondze
ponede ponedj ponjez poo popiet popodn popold porgem poslij post pred premte prieks priesp prijep prill prilul prima
priskp prl prme prome prosin przed psed psm pta pte ptg ptm pudara pudung puhapa pulelu pulis pun purb pussid pussis
pustis pusu putima putuk pyg pyn pyrma pyrmud pzt qabel qado qar qasa qersho qidaam quarta quinta qunxa raa rabuq rags
rahoro rakko ramamb raok rar ratapu raviwa ravumb ravumu ravunh ravunt rbn rebend rebo reede regre reiwa ren rhagfy
rii rijen rijna rima rob roimh rok ron roobii rooptu roovva roowe row rox rsd rub rugpju rugsej ruhesh ruhuhu rujan
rujna rur rusama rvfo rwf saaju saaku saal saamba saano sabado sabadu sabato sabatt sabbat sabbii sabbo sabeda sabet
sabide sabiit sabo sabti sabtu sabudu sadaas sadorn sadwrn safiya sakdur sakkis salasa sali sallaw salus sambat samdi
samedi samhai samsch samsda samsta samwiy sanbat sande saninj sanje sansan santan santug sanual sanvie sanyo sanza
sapaat sapate saptu sarere saruwa sasadi sastdi satade satamb saterd satert sathai satode sattum satumb saturd saturn
sauru sausio sausis savnu saysha sbd sbh sbti sby schane scn scr sdg sebelu sebtee sebtem sebutt sedimo seeteb segund
sekmad sektan selasa seld semi senbe send senen senin sentab sentya senude sepite septam septem septhe septie septim
septiy sepute serade sere sesele sesem seshan sestad sestdi setemb seteme setenb setiem settem setul setyem sexta sgd
sginer sgiove sgiugn shaaju shadon shahul shahuv shakur shambe shanba shaniw shkurt showa shp shtato shtune shukra
shum shundu shwane siang sibat sibili sibiri sibiti sibt sierpi sierpn sigund sihlan siilo siilto sijeca sijecn sike
sillin simeni simiti sine singhg sinh siorna sira sisama sisenb sisu sita sithat sittem siulai siyrpi siyrpn skabma
skamma sld sle sll slt smbara sml smn snd snein sneon sngaya sobota soddam sohaa soir sokall soledi solis somar somwaa
sondag sondai sondee sonnde sonnta sonra sontah sontax sonto sonvar soodo sore sos sotnab souree spalio spalis spalli
spat spi spt srabi srd sreda srijed srjeda srjoda sroda srpanj srpen srpna srpnja ssebt ssm ssp sta stb stembe stg stn
streda strzod studen stvrto stwort stycze styczn styczy subaka subat subbaa subota sudel suente sukrar sukru sukul
sulet sultai sunday sune sungut sunnav sunnda sunnta sunnti sunnud sunnun suno suoidn supapa suuyee suwe suyang svatdi
svetdi sviban svibnj svondo swag swak swiyan swonda syeini syntym syp syysku szepte szerda szerin szl szomba sztwor
taai taanin taano taaraa taatu tab tachwe tadggw taisho taite talaad talaat talali talata tallim tammik tana tanii
tannaz tanu tapara tarata tarde tasahc tatu tbx tcn tebax tedoxe tegtu teipa teisda teisip temmuz temp tenpo terca
tersa tesira tetor tgdha tgking tgmata tgrima tgspac tgtru thafam thangu thanth thanu thapam thar thb thenge thf thg
thlara thlazo thoor tht thulan thursd thutha tib tich tidsre tifawt tihema tiisde tiista tinini tiop tirmeh tirsda
tisa tisdag tisema tiusde tiuzde tiyon tjs tldo tlhako tlieta tmeddi tmt tnd tnejn tobul toki tokona tomon tonger
toozde top torek torsda torsta tosde toshia toukok tow tozde travan travnj trecia tresdi trinde triula trm truoc try
tsalo tsam tsan tsat tshime tshipi tshitw tswon ttd ttlat tuber tudel tuesda tufat tunde tungaa tuoras tupu turei
tusite tutacx tutadi tutamk tuursd twd tysdag tzilva tzs uah ufeber ugushy ugx uhr ukaj ukilis ukrist ukuboz ukwaki
ulajuj ulesib ulesin ulloqe uluche ulwesi umatjh ume umgcib umgqib umo umsomb umvulo umwe unayel uneche unerar unetha
ung uni unora unsere upu urox urria urtarr usd use ush usinyi usio usonto utardi utery uti utorak utorok uttuvi utuber
utuko ututu uum uwajxa uwaq uwuq uyu uzs uztail vaasis vandre vanti vara vasari vasarn vastup vdz vedel vedu veebru
vej veljac venard venare vender vendre venerd veneri venhka venner vennir venres ves vgj vhi vienre vierku vierne viii
vil vinars vineri vnd vol voor vormed vormid vormit vrijda vrydag vuossa vur vuv vyesim waare wadir wairi wala wanit
waniye wanja wara wassar waste waxaba waysu wednes weeden wena wendza wenere wenesd wenezd werurw wetano wetatu wethat
weto wetu wichis wiixat wimane winter wiothe wipazu wir wisasi wists wix wkl wkn wkw wky woansd woensd wotp wrzesi
wrzesn wst wth wtn wtorek wtu wudatu wuhanu wukuad wum wunsta wunyan wuok wuq wutai wutora wuvili xaf xaneir xcd xcg
xii ximoli xineru xjunla xkaa xlajee xnt xof xoves xpf xristo xristu xueves xullo xunetu xuno xunu xwaqxa xwuuq xxx
yaasuu yaijir yakke yaksha yakwe yambo yamma yanuar yanul yanvar yanwar yaou yarkom yawoad ybo yebray yebril yebrir
yeccu yecu yedi yeesu yeksem yeksen yel yennay yepe yer yeso yesuse yethu yezu ygs yia yietni yig yisu yoka yopia yow
yqj ysm yukuak yuli yulul yulyuz yuni yunul yunyu yuru zaarik zadel zallaw zamano zamgba zanvie zanwiy zanwuy zari
zaterd zdat zedi zeitre zenar zercla zeuggi zezi ziband zig ziisch zilye zin zistag zmw zoba zoma zomi zondag zugno
zuluye zuw zuyye zvita zwat zwg zye zzat
"""
