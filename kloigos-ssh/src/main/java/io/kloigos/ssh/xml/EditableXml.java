package io.kloigos.ssh.xml;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** A document of libvirt's in which single things are changed; all else keeps its place and its indentation. */
public final class EditableXml {
    private static final String STEP = "  ";

    private final Document document;

    private EditableXml(Document document) {
        this.document = document;
    }

    /**
     * Parses a document as {@link XmlElement#parse} does.
     *
     * @param what names the document in the error
     */
    public static EditableXml parse(String xml, String what) {
        return new EditableXml(XmlElement.document(xml, what));
    }

    /** The same document as it is written here, so that two of them differ only where they say different things. */
    public static String normal(String xml, String what) {
        return parse(xml, what).text();
    }

    public Element root() {
        return document.getDocumentElement();
    }

    public String text() {
        return text(root());
    }

    /** One element of a document, with all that is in it. */
    public static String text(Element element) {
        try {
            TransformerFactory factory = TransformerFactory.newDefaultInstance();
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_STYLESHEET, "");
            Transformer transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            transformer.transform(new DOMSource(element), new StreamResult(text));
            return text + "\n";
        } catch (TransformerException e) {
            throw new KloigosException(ErrorCode.INTERNAL, "The description cannot be written: " + e.getMessage(), e);
        }
    }

    public static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child && name.equals(child.getLocalName())) {
                found.add(child);
            }
        }
        return found;
    }

    public static Optional<Element> child(Element parent, String name) {
        return children(parent, name).stream().findFirst();
    }

    /** The child of that name, added at the end when there is none. */
    public Element require(Element parent, String name) {
        return child(parent, name).orElseGet(() -> append(parent, name));
    }

    /** Adds an element behind the last of its name, or at the end. */
    public Element append(Element parent, String name) {
        Element added = document.createElementNS(null, name);
        List<Element> like = children(parent, name);
        Node behind = like.isEmpty() ? lastElement(parent) : like.get(like.size() - 1);
        Node before = behind == null ? parent.getFirstChild() : behind.getNextSibling();
        parent.insertBefore(document.createTextNode("\n" + STEP.repeat(depth(parent) + 1)), before);
        parent.insertBefore(added, before);
        if (behind == null) {
            parent.insertBefore(document.createTextNode("\n" + STEP.repeat(depth(parent))), before);
        }
        return added;
    }

    private static @org.jspecify.annotations.Nullable Node lastElement(Element parent) {
        Node node = parent.getLastChild();
        while (node != null && !(node instanceof Element)) {
            node = node.getPreviousSibling();
        }
        return node;
    }

    private static int depth(Node node) {
        Node parent = node.getParentNode();
        return parent instanceof Element ? depth(parent) + 1 : 0;
    }

    /** Takes an element away together with the line that it stands in. */
    public static void remove(Element element) {
        Node before = element.getPreviousSibling();
        Node parent = element.getParentNode();
        if (before != null
                && before.getNodeType() == Node.TEXT_NODE
                && before.getTextContent().isBlank()) {
            parent.removeChild(before);
        }
        parent.removeChild(element);
    }

    public static void removeChildren(Element parent, String name) {
        children(parent, name).forEach(EditableXml::remove);
    }

    /** Takes all attributes away but these. */
    public static void keepAttributes(Element element, Set<String> kept) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            names.add(((Attr) element.getAttributes().item(i)).getName());
        }
        names.stream().filter(name -> !kept.contains(name)).forEach(element::removeAttribute);
    }
}
