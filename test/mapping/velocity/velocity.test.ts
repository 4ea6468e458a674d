import { describe, expect, it } from 'vitest'
import { parseTemplate } from '../../../src/mapping/velocity/parse-template.ts'
import { render } from './rendering.ts'

// Expected texts are what Velocity 1.7 prints, with API Gateway's rule that what is not there is the empty text.

/** Template, body, what is printed. */
type Row = readonly [template: string, printed: string, body?: string]

const TEXT: readonly Row[] = [
  ['$5 $!5 $$ ${ ${} $ # b #1 #(', '$5 $5 $$ ${ ${} $ # b #1 #('],
  ['#foo($a, "b") x #bar y #{foo} #foo ( 1 )', '#foo($a, "b") x #bar y #{foo} #foo ( 1 )'],
  ['a \\$x \\\\$x \\#set \\#foo \\\\#if(true)z#end \\#if', 'a $x \\ #set \\#foo \\z #if'],
  ['#set($x=1)\\$x \\\\$x \\\\\\$x \\$!x \\${x} \\$x.y', '$x \\1 \\$x $!x ${x} $x.y'],
  ['\\\\foo \\\\#foo \\foreach \\#foreach \\#end', '\\\\foo \\\\#foo \\foreach #foreach #end'],
  ['#[[ $a #if ]]# x', ' $a #if  x'],
  ['a##b\nc #* d\ne *# f\ng #** h *# i ### j', 'ac  f\ng  i '],
  ['#set( $a = 5 )  \nx #set( $b = 6 ) y', 'x  y'],
  ['  #if(true)  \n  x  \n  #end  \n  y', '    x  \n    y'],
  ['#{if}(true)a#{elseif}(true)b#{else}c#{end}d', 'ad'],
  ['$a#set($b=1)foo.bar baz', 'foo baz'],
  ['$\\!foo $\\!foo.bar', ' '],
  ['.$## comment\nx', '.$x'],
  ['#define($d)$#end[$!d]', '[]'],
  ['#literal()$a #set($b=1)#end', '$a #set($b=1)'],
  // What begins a quiet reference is lost where a property follows it, with what escapes it.
  ['$!.text x $.text \\$!.a.b $!. t', '.text x $.text .a $. t'],
]

const VALUES: readonly Row[] = [
  ['$x.y.z.length() $x.length() #if($x.foo() == "")e#end', ' 0 e'],
  ['#set($a = 1)#set($a = 5/0)$a', '1'],
  ['#set($a=2147483647)#set($b=$a+1)$b', '2147483648'],
  ['#set($c=9223372036854775807+1)$c', '9223372036854775808'],
  ['#set($e=-7/2)$e', '-3'],
  ['#set($f=-7%3)$f', '-1'],
  ['#set($g=7.0/2)$g', '3.5'],
  ['#set($a="x"+1)$a', 'x1'],
  ['#set($a = [] % (false) + "c")$a', ' (false) c'],
  ['#if("1" == 1)s#end#if(1 == 1.0)n#end#if("b" > "a")y#else n#end', 'sn n'],
  ['#if("abc")y#else n#end#if(5)y#else n#end#if("$x")y#else n#end#if(!"a")y#end', ' n n ny'],
  ['#if((5/0) == "x")y#else n#end#if((5/0) != "x")y#else n#end', ' ny'],
  ['#set($d=[$q..3])[$d]', '[]'],
  ['#set($f = 5.75)#set($d=[3..$f])$d', '[3, 4, 5]'],
  ['"#set($c=\'it\'\'s\')$c" #set($d="say ""hi"" $c")$d', '"it\'s" say "hi" it\'s'],
  ['#set($e="\\u0041\\n")$e', 'A\\n'],
  ['#set($t="a#b $5 #")$t', 'a#b $5 #'],
  [
    "#set($l=$input.path('$.l'))$l $l.remove(0) $l",
    '[1,"a\\/b",null,{"c":[2.5]}] 1 ["a\\/b",null,{"c":[2.5]}]',
    '{"l":[1,"a/b",null,{"c":[2.5]}]}',
  ],
]

const DIRECTIVES: readonly Row[] = [
  ['#foreach($i in [1..3])#foreach($j in [1..2])$i$j #break($foreach.parent)#end#end end', '11  end'],
  ['#foreach($i in [1..3])$i#stop#end', '1'],
  ['a#break b', 'a'],
  ['#define($d)a#break b#end[$d]z', '[a]z'],
  ['#define($d)x$d#end$d', 'xx$d'],
  ['#define($d)<#set($x={"a":[$d]})$x.entrySet()>#end$d', '<[a=[<[a=[null]]>]]>'],
  ['#define($d0)\\\\$a# #end#set($a = $d0)\\\\$a', '\\\\\\\\$a# # '.slice(2)],
  ['#foreach($x in {"a":1,"b":2})$x,$velocityCount,$velocityHasNext;#end $velocityCount', '1,1,true;2,2,false; '],
  // While a loop's element is null, its variable reads as null whatever is assigned.
  ['#foreach($a in $input.path("$.l"))[$a]#set($a=5)$a;#end$a', '[];[1]5;', '{"l":[null,1]}'],
  ['#foreach($a in $input.path("$.l"))[$a.length()$a.substring(3)]#if($a == "")e#end#end', '[]e', '{"l":[null]}'],
  ['#foreach($a in {"x":[2..$q],"s":""})#foreach($a in [true,[]])$a#end;#end', ';true[];'],
  ['#macro(m)$a#set($a=6)$a#end#foreach($a in {"x":[2..$q],"s":""})#m()#set($a=5)$a;#end', '6;65;'],
  // On null nothing is called, however a macro comes by it; a variable that was never set is a text.
  ['#macro(m)[$a.length()]#end#foreach($a in $input.path("$.l"))#m()#end', '[][0]', '{"l":[null,""]}'],
  ['#macro(m $x)[$x.length()]#end#foreach($a in $input.path("$.l"))#m($a)#end', '[][0]', '{"l":[null,""]}'],
  ['#macro(m $x)[$x.length()]#end#m([2..$q])#m($q)#m("")', '[][0][0]'],
  [
    '#macro(n $z)[$z.length()]#end#macro(m $x)#n($x)#end#foreach($a in $input.path("$.l"))#m($a)#end',
    '[]',
    '{"l":[null]}',
  ],
  // A loop over the same variable removes it when it ends, and with it what holds it at null.
  [
    '#foreach($a in $input.path("$.l"))#foreach($a in [1])$a#end[$a.length()]#set($a="xyz")$a;#end',
    '[0]xyz;1[0]xyz;',
    '{"l":[null,null]}',
  ],
  ['#foreach($a in $input.path("$.l"))[$a.length()]#foreach($a in [])#end#end', '[][]', '{"l":[null,null]}'],
  ['#foreach($x in "abc")$x#end#foreach($x in 5)$x#end#foreach($x [1])$x#end|', '|'],
  ['#macro(m $a $b)[$a|$b|$!c]#end#m(1 "x") #m($zz) #m(1) #m(1 2 3)', '[1|x|] [||] [1||] [1|2|]'],
  ['#macro(m)a#break b#end[#m()]z', '[a]z'],
  ['#macro(m $a)\\$a#end#m("aaa")', '"aaa"'],
  ['#macro(m)[$bodyContent]#end#@m()body#end', '[body]'],
]

const METHODS: readonly Row[] = [
  [
    '#set($m={"a":1})$m.put("a",2) $m.put("b",3) $m $m.entrySet() $m.keySet().remove("a") $m',
    '1  {a=2, b=3} [a=2, b=3] true {b=3}',
  ],
  ['#set($s="a,b,,")$s.split(",").size() $s.split(",")[1] $s.charAt(1) $s.replaceAll("(a),(b)","$2$1")', '2 b , ba,,'],
  ['#set($n=5)$n.parseInt("42") $n.toHexString(255) $n.doubleValue() $n.compareTo(6)', '42 ff 5.0 -1'],
  ['#set($s="x")$s.format("%s-%05d %.2f", "a", 42, 1.005)', 'a-00042 1.01'],
  ['$missing.indexOf(2147483647)', '-1'],
  // Keys are found by Java's equals.
  ['#set($m={1.5:"a",[1]:"b"})$m.get(1.5)$m.get([1])$m.containsKey(2.5)', 'abfalse'],
  ['#set($m={1.5:"a",1.5:"b"})#set($x=1.5)#set($m[$x]="c")$m $m.put(1.5,"d") $m.remove(1.5) $m', '{1.5=c} c d {}'],
  ['#set($m={1.5:1,[2]:3})#set($n={[2]:3,1.5:1})$m.equals($n) $m.hashCode()', 'true 1073217571'],
  ['#set($m={})#set($m[$m]=1)$m', '{(this Map)=1}'],
  ['#set($s="aa")$s.charAt(0).equals($s.charAt(1)) #if($s.charAt(0)==$s.charAt(1))y#end', 'true y'],
  [
    '#set($m={"a":1,"b":2})#set($n={"b":2,"a":1})$m.keySet().equals($n.keySet()) $m.entrySet().equals($n.entrySet()) ' +
      '$m.values().equals($n.values()) $m.values().equals($m.values()) $m.keySet().hashCode() $m.entrySet().hashCode()',
    'true true false true 195 192',
  ],
  ['#set($s="a,b")$s.split(",").equals($s.split(","))', 'false'],
  ['#define($d)x#end$d.equals($d) $d.equals("x") $input.equals($input)', 'true false true'],
  ['#set($x = $missing.a)#set($x["b"] = 1)[$x]', '[]'],
]

const ALL = { TEXT, VALUES, DIRECTIVES, METHODS }

for (const [name, rows] of Object.entries(ALL)) {
  describe(`templates: ${name.toLowerCase()}`, () => {
    for (const [template, printed, body = ''] of rows) {
      it(`${JSON.stringify(template)} prints ${JSON.stringify(printed)}`, () =>
        expect(render(template, body)).toBe(printed))
    }
  })
}

describe('templates that fail', () => {
  it.each([
    ['#foreach($i in [1])$i', 1, 1],
    ['a\n  #if($x', 2, 9],
    ['#set($x = 3 -1)', 1, 13],
    ['#macro("x")x#end', 1, 1],
    ['x\n#parse("y")', 2, 1],
    ['price: $', 1, 8],
    ['#if(#0)x#end', 1, 5],
    ['#set($s = "a")\n$s.replaceAll("[", "")', 2, 4],
  ])('refuses %j at its line and column', (text, line, column) => {
    const { faults } = parseTemplate(text)
    expect(faults?.[0]).toMatchObject({ line, column })
  })

  it.each([
    ["x\n$input.path('$').a.get(5)", 2],
    ['\n\n#foreach($i in [1..3])$foreach.count.parseInt("x")#end', 3],
    ['#set($l = [1, 2])\n#foreach($x in $l)$l.add(3)#end', 2],
    ['#set($l = [1, 2])\n$l[2]', 2],
    ['#set($s = "ab")\n$s.charAt(0).compareTo("a")', 2],
    ['#define($d)\n#set($x = "a" + $d)#end$d', 2],
    ['#set($m = {})\n#set($x = $m.put($m, 1))\n$m.get($m)', 3],
    ['#set($m = {})#set($m.m = $m)\n#set($n = {})\n#set($n[$m] = 1)', 3],
  ])('fails on %j while it renders, with the place', (text, line) => {
    expect(() => render(text, '{"a":[1]}')).toThrow(expect.objectContaining({ name: 'TemplateError', line }))
  })
})
