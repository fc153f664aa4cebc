package io.kloigos;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** The arrows of the house: between modules, between features, and around the database. */
@AnalyzeClasses(
        packages = "io.kloigos",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
    /** The other modules' tests come as jars. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule coreKnowsNoSshNoHttpAndNoTemplates = noClasses()
            .that()
            .resideInAPackage("io.kloigos.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.kloigos.ssh..", "io.kloigos.http..", "org.apache.sshd..", "jakarta.ws.rs..", "freemarker..");

    @ArchTest
    static final ArchRule sshKnowsNoHttpAndNoDatabase = noClasses()
            .that()
            .resideInAPackage("io.kloigos.ssh..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.kloigos.http..", "io.kloigos.core.database..", "org.apache.ibatis..", "jakarta.ws.rs..");

    @ArchTest
    static final ArchRule httpReachesTheDatabaseThroughServicesOnly = noClasses()
            .that()
            .resideInAPackage("io.kloigos.http..")
            .and()
            .resideOutsideOfPackage("io.kloigos.http.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.kloigos.core.database..", "org.apache.ibatis..", "java.sql..");

    @ArchTest
    static final ArchRule coreFeaturesFormNoCycle =
            slices().matching("io.kloigos.core.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule sshFeaturesFormNoCycle =
            slices().matching("io.kloigos.ssh.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule mappersStayInTheirFeature = classes()
            .that()
            .haveSimpleNameEndingWith("Mapper")
            .and()
            .resideInAPackage("io.kloigos.core..")
            .should(beUsedInTheirOwnPackageOnly());

    @ArchTest
    static final ArchRule onlyTheVirshPackageStartsRemoteCommands = noClasses()
            .that()
            .resideInAPackage("io.kloigos.ssh..")
            .and()
            .resideOutsideOfPackages("io.kloigos.ssh.virsh..", "io.kloigos.ssh.transport..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.sshd..");

    private static ArchCondition<JavaClass> beUsedInTheirOwnPackageOnly() {
        return new ArchCondition<>("be used in their own package only") {
            @Override
            public void check(JavaClass mapper, ConditionEvents events) {
                mapper.getDirectDependenciesToSelf().stream()
                        .filter(use -> !use.getOriginClass().getPackage().equals(mapper.getPackage()))
                        .forEach(use -> events.add(SimpleConditionEvent.violated(mapper, use.getDescription())));
            }
        };
    }

    @ArchTest
    static final ArchRule timeComesFromAClock = noClasses()
            .that()
            .resideInAPackage("io.kloigos.core..")
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "asks the system for the time of day",
                    call -> call.getTarget().getName().equals("now")
                            && call.getTargetOwner().getPackageName().equals("java.time")
                            && call.getTarget().getRawParameterTypes().isEmpty()));
}
