cd /proc/sys/dev/sysctl_demo
t 'ls -l | sed "s/ 0 .* / /"; grep . *'
t 'echo 42 > free; cat free; echo 0x2a > free; cat free; echo x > free; cat free; echo " 8 9" > free; cat free'
t 'echo 10 > limited; echo 11 > limited; echo 0 > limited; echo -1 > limited; cat limited; echo 3 > limited; cat limited'
t 'echo 99999999999 > big; cat big; echo -1 > big; cat big'
t 'echo 4 5 > vector; cat vector; echo 6 7 8 9 > vector; cat vector; printf 1 > vector; cat vector'
t 'echo a long text that is cut > text; cat text; printf "two\nlines" > text; cat text'
t 'echo 1 > period_ms; cat period_ms; rm free; touch new; mkdir dir'
t 'sysctl dev.sysctl_demo.limited 2>/dev/null || cat limited'
