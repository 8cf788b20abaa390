/** Numbers of steps whose scalars are kept where a device decides by itself whether steps are taken. */
export const ringSlots = 1024;
