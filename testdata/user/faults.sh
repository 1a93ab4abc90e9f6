for n in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19; do
  (exec $T/faults $n) 2>&-
  echo $n $?
done 2>&-
timeout 1 $T/faults 20
echo 20 $?
dmesg | grep 'faults\[' | sed 's/^\[[^]]*\] //; s/\[[0-9]*\]/[]/; s/sp[ :][0-9a-f]*/sp/; s/at 7[0-9a-f]* ip [0-9a-f]*/at ip/' | head -9
