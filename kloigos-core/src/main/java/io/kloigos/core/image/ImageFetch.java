package io.kloigos.core.image;

/** Who fetches images from URLs. */
public enum ImageFetch {
    /** The host that is to have the image, where it can; else the server. */
    HOST,
    /** The server, which streams them to the host. */
    SERVER
}
