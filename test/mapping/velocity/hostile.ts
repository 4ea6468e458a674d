/** Templates that would take seconds, gigabytes, or the stack. */

/** A template, or one with the body that it is given. */
export type Hostile = string | readonly [template: string, body: string]

const BODY = JSON.stringify(Array.from({ length: 200 }, (_, i) => ({ a: { b: { c: [i, { d: i }] } } })))

export const HOSTILE: Readonly<Record<string, Hostile>> = {
  'loops in loops': '#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])x#end#end#end',
  'a text that doubles': '#set($s = "xxxxxxxxxx")#foreach($a in [1..1000])#set($s = $s + $s)#end',
  'a text that doubles in a string': '#set($s = "xxxxxxxxxx")#foreach($a in [1..1000])#set($s = "$s$s")#end',
  'a list that holds itself': '#set($l = [])#set($x = $l.add($l))$l',
  'a map that holds itself': '#set($m = {})#set($m.m = {"a": $m})$m',
  'a long range': '#set($l = [0..2000000000])',
  'a macro that calls itself': '#macro(m)#m()#m()#end#m()',
  'definitions that call each other': '#define($a)$b$b#end#define($b)$a$a$a#end#foreach($x in [1..1000])$a#end',
  'nested quantifiers': '#set($s = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")$s.matches("(a+)+b")',
  'alternatives that overlap':
    '#set($s = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")$s.replaceAll("(a|a|aa)*b", "")',
  'a replacement that grows':
    '#set($s = "xxxxxxxxxxxxxxxxxxxx")#foreach($a in [1..1000])#set($s = $s.replaceAll("x", "xxxxxxxx"))#end',
  'a repeated text': '#set($s = "x".repeat(5))$s',
  'a list printed again and again':
    '#set($l = [1..1000])#foreach($a in [1..1000])#set($x = $l.add("$l.size()"))#set($y = "$l")#end',
  'lists compared again and again': '#set($l = [1..1000])#foreach($a in [1..1000])#if($l == [1..1000])#end#end',
  'texts in loops': '#foreach($a in [1..1000])#foreach($b in [1..1000])#set($x = "$a-$b")#end#end',
  'numbers printed in loops':
    '#set($d=1.1)#foreach($a in [1..1000])#foreach($b in [1..1000])#set($d = $d * 1.0001)$d#end#end',
  'a number that squares itself': '#set($n = 9007199254740993)#foreach($a in [1..1000])#set($n = $n * $n)#end$n',
  'macros that call others ten times':
    '#macro(m0)x#end#macro(m1)#m0()#m0()#m0()#m0()#m0()#m0()#m0()#m0()#m0()#m0()#end#macro(m2)#m1()#m1()#m1()#m1()#m1()#m1()#m1()#m1()#m1()#m1()#end#macro(m3)#m2()#m2()#m2()#m2()#m2()#m2()#m2()#m2()#m2()#m2()#end#macro(m4)#m3()#m3()#m3()#m3()#m3()#m3()#m3()#m3()#m3()#m3()#end#macro(m5)#m4()#m4()#m4()#m4()#m4()#m4()#m4()#m4()#m4()#m4()#end#macro(m6)#m5()#m5()#m5()#m5()#m5()#m5()#m5()#m5()#m5()#m5()#end#m6()',
  'arguments that double from macro to macro':
    '#macro(a $x)$x$x#end#macro(b $x)#a("$x$x")#a("$x$x")#end#macro(c $x)#b("$x$x")#b("$x$x")#end#macro(d $x)#c("$x$x")#c("$x$x")#end#macro(e $x)#d("$x$x")#d("$x$x")#end#macro(f $x)#e("$x$x")#e("$x$x")#end#macro(g $x)#f("$x$x")#f("$x$x")#end#g("ab")',
  'an argument handed on through macros':
    '#macro(a $x)#foreach($i in [1..1000])#foreach($j in [1..1000])$x#end#end#end#macro(b $x)#a($x)#end#macro(c $x)#b($x)#end#macro(d $x)#c($x)#end#macro(e $x)#d($x)#end#macro(f $x)#e($x)#end#f("q")',
  'assignments deep in macros':
    '#macro(a)#foreach($i in [1..1000])#foreach($j in [1..1000])#set($z=$j)#end#end#end#macro(b)#a()#end#macro(c)#b()#end#macro(d)#c()#end#macro(e)#d()#end#macro(f)#e()#end#macro(g)#f()#end#macro(h)#g()#end#h()',
  'loops whose elements are null':
    '#foreach($a in {"x":[1..$q]})#foreach($b in {"x":[1..$q]})#foreach($c in {"x":[1..$q]})#foreach($d in {"x":[1..$q]})#foreach($i in [1..1000])#foreach($j in [1..1000])$j$a$b#end#end#end#end#end#end',
  'definitions that print others ten times':
    '#define($a)xx#end#define($b)$a$a$a$a$a$a$a$a$a$a#end#define($c)$b$b$b$b$b$b$b$b$b$b#end#define($d)$c$c$c$c$c$c$c$c$c$c#end#define($e)$d$d$d$d$d$d$d$d$d$d#end#define($f)$e$e$e$e$e$e$e$e$e$e#end#define($g)$f$f$f$f$f$f$f$f$f$f#end$g',
  'definitions compared':
    '#define($a)xxxxxxxxxxxxxxxxxxxxxxxx#end#define($b)$a$a$a$a$a$a$a$a$a$a#end#foreach($i in [1..1000])#foreach($j in [1..1000])#if($b=="x")y#end#end#end',
  'a text that doubles by replace':
    '#set($s = "xxxxxxxxxx")#foreach($a in [1..1000])#set($s = $s.replace("x", "xx"))#end',
  'a text that grows between its characters':
    '#set($s = "xxxxxxxxxx")#foreach($a in [1..1000])#set($s = $s.replace("", "xx"))#end',
  'a text that doubles by its groups':
    '#set($s = "xxxxxxxxxx")#foreach($a in [1..1000])#set($s = $s.replaceAll("(x)", "$1$1"))#end',
  'a text that grows in base64':
    '#set($s = "%%%%%%%%%%")#foreach($a in [1..1000])#set($s = $util.base64Encode($s))#end',
  'a text that grows by escapes':
    "#set($s = \"''''\")#foreach($a in [1..1000])#set($s = $util.escapeJavaScript($s))#end",
  'a wide format': '#set($s = "x")#foreach($a in [1..1000])$s.format("%1000000s", "a")#end',
  'a search for almost all of a text':
    '#set($x="a")#set($s=$x.repeat(1000000))#set($t=$x.repeat(50000).concat("b"))$s.indexOf($t)$s.contains($t)$s.lastIndexOf($t)',
  'a replacement of almost all of a text':
    '#set($x="a")#set($s=$x.repeat(1000000))#set($t=$x.repeat(50000).concat("b"))$s.replace($t,"")',
  'a replacement of almost all of a text, by pattern':
    '#set($x="a")#set($s=$x.repeat(1000000))#set($t=$x.repeat(50000).concat("b"))$s.replaceAll($t,"")',
  'long texts compared':
    '#set($x="x")#set($s=$x.repeat(5000000))#set($t=$x.repeat(5000000))#foreach($a in [1..1000])#if($s==$t)#end$s.equals($t)#end',
  'regions compared':
    '#set($x="x")#set($s=$x.repeat(5000000))#set($t=$x.repeat(5000000))#foreach($a in [1..1000])$s.regionMatches(true, 0, $t, 0, 5000000)#end',
  'long blank texts': '#set($x=" ")#set($s=$x.repeat(5000000))#foreach($a in [1..1000])$s.isBlank()$s.blank#end',
  'long keys':
    '#set($x=" ")#set($s=$x.repeat(5000000))#set($m={})#foreach($a in [1..1000])#set($k="$s$a")#set($m[$k]=1)#end',
  'a text split into its characters': '#set($x="a")#set($s=$x.repeat(5000000))$s.split("").size()',
  'a text of nothing but separators': '#set($x=",")#set($s=$x.repeat(5000000))$s.split(",").size()',
  'long texts compared whatever their case':
    '#set($x="x")#set($s=$x.repeat(5000000))#set($t=$x.repeat(5000000))#foreach($a in [1..1000])$s.equalsIgnoreCase($t)#end',
  'a separator of nested quantifiers':
    '#set($s = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")$s.split("(a*)*b").size()',
  'many dots and stars': '#set($x="x")#set($s=$x.repeat(1000))$s.matches(".*.*.*.*.*.*.*=.*")',
  'a pattern of e-mail addresses':
    '#set($x="a")#set($s=$x.repeat(100000))$s.matches("^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$")',
  'a group that refers to itself': '#set($x="a")#set($s=$x.repeat(10000))$s.replaceAll("(a+)(b|\\1)*c", "")',
  'looking behind': '#set($x="a")#set($s=$x.repeat(10000))$s.replaceAll("(?<=a{1,500}b)a", "")',
  'counts of counts': '#set($x="a")#set($s=$x.repeat(10000))$s.replaceAll("((a{1,100}){1,100}){1,100}b", "")',
  'nested quantifiers in loops':
    '#foreach($a in [1..1000])#foreach($b in [1..1000])#set($s = "aaaaaaaaaaaaaaaaaaaaaaaaaaaa!")#set($y=$s.matches("(a+)+b"))#end#end',
  'a new pattern every time':
    '#foreach($a in [1..1000])#foreach($b in [1..1000])#set($p = "a[b-z]{$b}|(c$a)+")#set($s = "x")#set($y=$s.matches($p))#end#end',
  'a huge pattern': '#set($x="(a|b)*")#set($p=$x.repeat(100000))#set($y=$x.matches($p))',
  'a huge pattern of parentheses':
    '#set($x="(")#set($z=")")#set($p=$x.repeat(100000).concat($z.repeat(100000)))#set($y=$x.matches($p))',
  'a huge pattern of classes': '#set($x="[a-z&&[b-y]]")#set($p=$x.repeat(50000))#set($y=$x.matches($p))',
  'a pattern whatever the case':
    '#set($x="é")#set($s=$x.repeat(100000))#set($y=$s.replaceAll("(?iu)É", "e"))$y.length()',
  'scans of scans': ['$input.path("$..*..*").size()', BODY],
  'scans of scans of scans': ['$input.path("$..*..*..*..*").size()', BODY],
  'scans in a loop': ['#foreach($i in [1..1000])#set($x=$input.path("$..d"))#end', BODY],
  'the body printed in a loop': ['#foreach($i in [1..1000])#set($x=$input.json("$"))#end', BODY],
  'filters everywhere': ['$input.path("$..[?(@.d > 5)]").size()', BODY],
  'a filter of nested quantifiers': [
    '$input.path("$[?(@.s =~ /(a+)+b/)]").size()',
    '[{"s":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]',
  ],
  'filters in filters': ['$input.path("$..[?(@..[?(@..[?(@.d > 5)])])]").size()', BODY],
  'a new path every time': [
    '#foreach($i in [1..1000])#foreach($j in [1..1000])#set($x=$input.path("$.a[$i].b[$j]"))#end#end',
    '{"a":[1]}',
  ],
  'slices in a loop': ['#foreach($i in [1..1000])#set($x=$input.path("$[0:10]"))#end', '[1,2,3,4,5,6,7,8,9,10]'],
  'unions of unions': [
    '#set($x="*,")#set($p="$[0,0,0,0,0,0,0,0,0,0][0,0,0,0,0,0,0,0,0,0][0,0,0,0,0,0,0,0,0,0][0,0,0,0,0,0,0,0,0,0][0,0,0,0,0,0,0,0,0,0][0,0,0,0,0,0,0,0,0,0]")#set($y=$input.path($p))',
    '[[[[[[[1]]]]]]]',
  ],
  'a body parsed again and again': ['#foreach($i in [1..1000])#set($y=$util.parseJson($input.body))#end', BODY],
  'a long JSON text': '#set($x="[1],")#set($s="[" + $x.repeat(1000000)+"1]")#set($y=$util.parseJson($s))',
  'a number of ten million digits': '#set($x="1234567890")#set($s=$x.repeat(1000000))#set($y=$util.parseJson($s))$y',
  'JSON of nothing but keys': '#set($x="{""a"":")#set($s=$x.repeat(1000000))#set($y=$util.parseJson($s))$y',
  'a long text encoded':
    '#set($x="%")#set($s=$x.repeat(5000000))#foreach($i in [1..1000])#set($y=$util.urlEncode($s))#end',
  'a long text escaped':
    '#set($x="\'")#set($s=$x.repeat(5000000))#foreach($i in [1..1000])#set($y=$util.escapeJavaScript($s))#end',
  'a big map': '#set($m={})#foreach($i in [1..1000])#foreach($j in [1..1000])#set($x=$m.put("$i-$j",$j))#end#end',
  'the keys of a map again and again':
    '#set($m={})#foreach($i in [1..1000])#set($x=$m.put("$i",$i))#end#foreach($i in [1..1000])#foreach($j in [1..1000])#set($x=$m.keySet())#end#end',
  'lists as keys': '#set($m={})#foreach($i in [1..1000])#foreach($j in [1..1000])#set($x=$m.put([$i,$j],$i))#end#end',
  'keys removed':
    '#set($m={})#foreach($i in [1..1000])#set($x=$m.put("$i",$i))#end#foreach($i in [1..1000])#foreach($e in [1..1000])#set($x=$m.keySet().remove("$i"))#end#end',
  'items put in at the front': '#set($l=[1])#foreach($i in [1..1000])#foreach($j in [1..1000])$l.add(0,$j)#end#end',
  'a list that doubles': '#set($l=[1..1000])#foreach($i in [1..1000])#set($x=$l.addAll($l))#end',
  'parts of a long list': '#set($l=[1..100000])#foreach($i in [1..1000])#set($x=$l.subList(0,100000))#end',
  'all of a list removed from itself': '#set($l=[1..30000])#set($m=[1..30000])#set($x=$l.removeAll($m))',
  'all of a list sought in another': '#set($l=[1..30000])#set($m=[1..30000])#set($x=$l.containsAll($m))',
  'a long range down': '#set($l=[100000000..1])',
  'a list that prints exponentially': '#set($l=["x"])#foreach($i in [1..60])#set($l=[$l,$l])#end$l',
  'a hash of a list that grows exponentially':
    '#set($l=$input.path("$"))#foreach($i in [1..60])#set($l=[$l,$l])#end$l.hashCode()',
  'lists compared exponentially':
    '#set($l=["x"])#set($k=["x"])#foreach($i in [1..60])#set($l=[$l,$l])#set($k=[$k,$k])#end#if($l==$k)y#end',
  'empty lists exponentially': '#set($l=[])#foreach($i in [1..90])#set($l=[$l,$l])#end$l',
  'a deep list printed again and again':
    '#set($l=[])#foreach($i in [1..90])#set($l=[$l])#end#foreach($i in [1..1000])#foreach($j in [1..1000])#set($x="$l")#end#end',
  'a hash of a deep list':
    '#set($l=[])#foreach($j in [1..100])#foreach($i in [1..1000])#set($l=[$l])#end#end$l.hashCode()',
  'a long list printed again and again': '#set($l=[1..1000])#foreach($a in [1..1000])#set($y = "$l")#end',
  'much output in small pieces':
    '#foreach($i in [1..1000])#foreach($j in [1..1000])xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx#end#end',
  'texts with quotes in loops': '#foreach($i in [1..1000])#foreach($j in [1..1000])#set($x="a$i""b$j""c")#end#end',
  'entries printed again and again':
    '#set($m={})#foreach($i in [1..1000])#set($x=$m.put("$i",$i))#end#foreach($i in [1..1000])#set($x="$m.entrySet()")#end',
  'entries that hold themselves': '#set($m={})#set($m.a=$m.entrySet())$m',
  'iterators of a long list':
    '#set($l=[1..100000])#foreach($i in [1..1000])#foreach($j in $l.iterator())#break#end#end',
  'a text that grows in upper case':
    '#set($x="ß")#set($s=$x.repeat(5000000))#foreach($i in [1..1000])#set($s=$s.toUpperCase())#end',
  'a body made JSON again and again': [
    '#set($l=$input.path("$"))#foreach($i in [1..1000])#set($s=$l.toJSONString())#end',
    BODY,
  ],
  'a long condition in loops': `#foreach($i in [1..1000])#foreach($j in [1..1000])#if(${'$i == 0 || '.repeat(1000)}false)x#end#end#end`,
  'a long sum in loops': `#foreach($i in [1..1000])#foreach($j in [1..1000])#set($x = ${'$i * '.repeat(1000)}1)#end#end`,
  'a long text in JSON again and again': [
    '#set($x="x")#set($s=$x.repeat(1000000))#set($l=$input.path("$"))#foreach($i in [1..1000])#set($y=$l.add($s))#end$l',
    '[]',
  ],
  'a long path in loops':
    '#set($m={})#set($m.a=$m)#foreach($i in [1..1000])#foreach($j in [1..1000])#set($x = $m' +
    '.a'.repeat(1000) +
    ')#end#end',
}
