# U-Boot's script: choose slot A or B, count the try, start its kernel.
# BOOT_ORDER and BOOT_x_LEFT are the variables of RAUC's U-Boot backend, which it reads and writes with fw_setenv.
# They live in uboot.env on partition 1; Linux gives a slot its tries back once the kiosk works.

test -n "${devtype}" || setenv devtype mmc
test -n "${devnum}" || setenv devnum 0

# QEMU's virt machine keeps U-Boot's environment elsewhere: there the script itself reads and writes uboot.env.
if test "${board}" = "qemu-arm"; then
  if fatload ${devtype} ${devnum}:1 ${scriptaddr} uboot.env; then
    env import -c ${scriptaddr} ${filesize} BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT
  fi
  setenv fdt_addr ${fdtcontroladdr}
fi

test -n "${BOOT_ORDER}" || setenv BOOT_ORDER "A B"
test -n "${BOOT_A_LEFT}" || setenv BOOT_A_LEFT 3
test -n "${BOOT_B_LEFT}" || setenv BOOT_B_LEFT 3

setenv slot
for candidate in "${BOOT_ORDER}"; do
  if test "x${slot}" != "x"; then
    # already chosen
  elif test "x${candidate}" = "xA"; then
    if test ${BOOT_A_LEFT} -gt 0; then
      setexpr BOOT_A_LEFT ${BOOT_A_LEFT} - 1
      setenv slot A; setenv kernel_part 2; setenv root_part 5
    fi
  elif test "x${candidate}" = "xB"; then
    if test ${BOOT_B_LEFT} -gt 0; then
      setexpr BOOT_B_LEFT ${BOOT_B_LEFT} - 1
      setenv slot B; setenv kernel_part 3; setenv root_part 6
    fi
  fi
done

# Both slots used up their tries: better to try again than to stand still.
if test "x${slot}" = "x"; then
  echo "vitale-kiosk: no slot has a try left, starting over"
  setenv BOOT_A_LEFT 3
  setenv BOOT_B_LEFT 3
fi

if test "${board}" = "qemu-arm"; then
  env export -c -s 0x4000 ${scriptaddr} BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT
  fatwrite ${devtype} ${devnum}:1 ${scriptaddr} uboot.env 0x4000
else
  saveenv
fi
test "x${slot}" = "x" && reset

echo "vitale-kiosk: slot=${slot} order=${BOOT_ORDER} left A=${BOOT_A_LEFT} B=${BOOT_B_LEFT}"
setenv bootargs "root=PARTUUID=4b494f53-0${root_part} rootfstype=squashfs ro rootwait rauc.slot=${slot} panic=5"
if fatload ${devtype} ${devnum}:${kernel_part} ${scriptaddr} cmdline.txt; then
  env import -t ${scriptaddr} ${filesize} further_bootargs
  setenv bootargs "${bootargs} ${further_bootargs}"
fi

# The default addresses on a Raspberry Pi are too close together for Debian's kernel of 38 MB.
if test "${board}" = "rpi"; then
  setenv kernel_addr_r 0x10000000
  setenv ramdisk_addr_r 0x14000000
fi
fatload ${devtype} ${devnum}:${kernel_part} ${kernel_addr_r} vmlinuz || reset
fatload ${devtype} ${devnum}:${kernel_part} ${ramdisk_addr_r} initrd.img || reset
setenv ramdisk_size ${filesize}
test -n "${fdt_addr}" || setenv fdt_addr ${fdtcontroladdr}
booti ${kernel_addr_r} ${ramdisk_addr_r}:${ramdisk_size} ${fdt_addr}
echo "vitale-kiosk: the kernel of slot ${slot} does not start"
reset
