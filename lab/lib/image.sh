guest_image() { echo /none; }
