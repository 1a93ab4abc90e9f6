(
rmmod params_more
t() { insmod /mods/params_more.ko "$@"; echo "$? : $*"; rmmod params_more 2>/dev/null; }
[ -e /mods/params_more.ko ] || exit
t; t i=0x10 u=077 l=-5 ul=99 s=-7 us=65535 b=255 f=n inv=1 p=abc str=seven77 ull=18446744073709551615 hex=ff cb=7 mm=5
t i=abc; t u=-1; t b=256; t s=40000; t us=-1; t f=2; t f; t f=; t i; t i=; t p; t p=; t str=eightlong; t str; t arr=1,2,3,4,5; t arr=9; t arr=; t arr=1,,2; t names=a,b; t names=a,b,c,d; t 'names="x y",z'; t 'p="two words"'; t 'p=a"b'; t hex=zz; t hex=0x10; t cb=11; t cb=-1; t cb=x; t noarg; t noarg=5; t mm=1; t mm=6; t nosuch=1; t nosuch; t other_name=4; t other-name=4; t ranged=4; t flag=1; t flag=0; t i=1 i=2; t i=99999999999; t l=9223372036854775808; t ' i=3 '; t --; t -- i=5; t dyndbg=+p; t i=0b11; t i=+5; t f=Y inv=N; t f=on; t f=off; t f=true; t p=$(printf '%01100d' 1); t i='1 2'; t 'i=1
u=2'; t async_probe; t module.x=1; t params_more.i=5
insmod /mods/params_more.ko && cd /sys/module/params_more/parameters; for x in *; do echo "$x $(stat -c %a $x) $(cat $x 2>&1)"; done
for w in 'i 5' 'i x' 'i' 'u 5' 'l 99999999999999999999' 's 70000' 'b -1' 'f q' 'f 0' 'inv 0' 'p hi there' 'str longerthan' 'arr 1,2' 'arr 1,2,3,4,5' 'ull -1' 'hex 12' 'other_name 0x7f' 'flag 0' 'flag 1' 'cb 3' 'cb 30' 'noarg' 'mm 9' 'names a'; do set -- $w; n=$1; shift; echo "$*" > $n; echo "$w $?"; cat $n 2>&1; done; printf '77' > i; cat i; printf '78\n\n' > i; cat i; printf ' 79' > i; cat i; cd /; rmmod params_more; modinfo -p /mods/params_more.ko; modinfo -F author /mods/params_more.ko; modinfo -F own /mods/params_more.ko
dmesg -t | grep params_more:
) 2>&1 | sed 's#^/.*/interact#interact#'
