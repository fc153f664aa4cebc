package io.kloigos.ssh.xml;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** An element of a document of libvirt's, read so that what is missing is empty rather than null. */
public final class XmlElement {
    /** To make a parser takes longer than to read a domain with it; it forgets each document before the next. */
    private static final ThreadLocal<DocumentBuilder> PARSERS = ThreadLocal.withInitial(XmlElement::builder);

    private final Element element;

    private XmlElement(Element element) {
        this.element = element;
    }

    /**
     * Parses a document: no document type, hence no entities, nothing fetched.
     *
     * @param what names the document in the error
     */
    public static XmlElement parse(String xml, String what) {
        return new XmlElement(document(xml, what).getDocumentElement());
    }

    /** An element of a document that is being edited, to be read as it is now. */
    public static XmlElement of(Element element) {
        return new XmlElement(element);
    }

    static Document document(String xml, String what) {
        try {
            return PARSERS.get().parse(new InputSource(new StringReader(xml.strip())));
        } catch (SAXException | IOException e) {
            throw new KloigosException(
                    ErrorCode.HOST_FAILED, "The host's " + what + " is not XML that we can read: " + e.getMessage(), e);
        }
    }

    /** Parses documents that follow one another, each without a declaration of its own. */
    public static List<XmlElement> parseAll(String documents, String what) {
        List<XmlElement> all = new ArrayList<>();
        Element root = parse("<all>" + documents + "</all>", what).element;
        for (Node node = root.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                all.add(new XmlElement(child));
            }
        }
        return all;
    }

    private static DocumentBuilder builder() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature("http://apache.org/xml/features/dom/defer-node-expansion", false);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this JDK has no hardened XML parser", e);
        }
    }

    /** All elements down that path of names; namespaces are not looked at. */
    public List<XmlElement> all(String... path) {
        List<XmlElement> here = List.of(this);
        for (String name : path) {
            List<XmlElement> below = new ArrayList<>();
            here.forEach(parent -> below.addAll(parent.children(name)));
            here = below;
        }
        return here;
    }

    private List<XmlElement> children(String name) {
        List<XmlElement> found = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child && name.equals(child.getLocalName())) {
                found.add(new XmlElement(child));
            }
        }
        return found;
    }

    /** The first element down that path. */
    public Optional<XmlElement> first(String... path) {
        return all(path).stream().findFirst();
    }

    /** Every attribute's value and every text in it and below. */
    public Set<String> values() {
        Set<String> values = new HashSet<>();
        collect(element, values);
        return values;
    }

    private static void collect(Node node, Set<String> values) {
        if (node.getNodeType() == Node.TEXT_NODE || node.getNodeType() == Node.CDATA_SECTION_NODE) {
            values.add(node.getTextContent().strip());
        }
        if (node instanceof Element parent) {
            for (int i = 0; i < parent.getAttributes().getLength(); i++) {
                values.add(parent.getAttributes().item(i).getNodeValue());
            }
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            collect(child, values);
        }
    }

    public boolean isIn(String namespace) {
        return namespace.equals(element.getNamespaceURI());
    }

    /** The text of the first element down that path (of this one without a path), stripped; empty when there is none. */
    public String text(String... path) {
        return first(path).map(found -> found.element.getTextContent().strip()).orElse("");
    }

    /** As {@link #text}, exactly as it stands. */
    public String rawText(String... path) {
        return first(path).map(found -> found.element.getTextContent()).orElse("");
    }

    /** The attribute's value; empty when there is none. */
    public String attribute(String name) {
        return element.getAttribute(name);
    }

    /** The attribute's value; null when there is none or it is empty. */
    public @Nullable String attributeOrNull(String name) {
        String value = element.getAttribute(name);
        return value.isEmpty() ? null : value;
    }

    /** The number in an attribute; the fallback when it is none. */
    public long number(String attribute, long fallback) {
        return toLong(attribute(attribute), fallback);
    }

    /** An amount with a unit, such as {@code <memory unit='KiB'>}, in bytes; 0 when there is none. */
    public long bytes(String... path) {
        return first(path)
                .map(found -> toLong(found.text(), 0) * ByteUnit.factor(found.attribute("unit")))
                .orElse(0L);
    }

    /** The number that is the text of the first element down that path; 0 when there is none. */
    public long longNumber(String... path) {
        return toLong(text(path), 0);
    }

    private static long toLong(String text, long fallback) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return fallback;
        }
    }
}
