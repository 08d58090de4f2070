package org.higher.processor.types;

import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/**
 * Why a generated class in a type's package cannot use a static member or a type that the type can.
 *
 * @param how what keeps it away
 * @param remedy what it should be instead
 */
public record Inaccessible(String how, String remedy) {
    /** What hides a member, or a type itself; empty if nothing does. */
    public static Optional<Inaccessible> of(Element member, TypeElement user, Elements elements) {
        if (member.getModifiers().contains(Modifier.PRIVATE)) {
            return Optional.of(new Inaccessible("private", "package-private"));
        }
        boolean far = !elements.getPackageOf(member).equals(elements.getPackageOf(user));
        if (!far || member.getModifiers().contains(Modifier.PUBLIC)) {
            return Optional.empty();
        }
        String how =
                member.getModifiers().contains(Modifier.PROTECTED)
                        ? "protected"
                        : "package-private";
        return Optional.of(
                new Inaccessible(how + " in " + elements.getPackageOf(member), "public"));
    }

    /** What hides a type, or one around it. */
    public static Optional<Inaccessible> ofType(
            TypeElement type, TypeElement user, Elements elements) {
        for (Element e = type; e instanceof TypeElement; e = e.getEnclosingElement()) {
            Optional<Inaccessible> hidden = of(e, user, elements);
            if (hidden.isPresent()) {
                return hidden;
            }
        }
        return Optional.empty();
    }

    /** What hides a type where code has its twin, if it has one: that of a private class is not. */
    public static Optional<Inaccessible> ofTypeOrTwin(
            TypeElement type, TypeElement user, Elements elements) {
        boolean near = elements.getPackageOf(type).equals(elements.getPackageOf(user));
        return near && Annotations.isFunctional(type)
                ? Optional.empty()
                : ofType(type, user, elements);
    }

    /** What hides a static member, or its class. */
    public static Optional<Inaccessible> ofStatic(
            Element member, TypeElement user, Elements elements) {
        return of(member, user, elements)
                .or(() -> ofType((TypeElement) member.getEnclosingElement(), user, elements));
    }

    /** The same, with something else that has to change. */
    public Inaccessible with(String more) {
        return new Inaccessible(how, remedy + ", and " + more);
    }
}
