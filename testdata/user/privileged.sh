$T/privileged
echo $?
