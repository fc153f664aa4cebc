// vnc
