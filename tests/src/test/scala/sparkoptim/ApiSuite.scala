// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.lang.reflect.{Executable, Member, Method, Modifier}
import java.nio.file.{FileSystems, Files, Path}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What users compile against stays: the public types of core's contract, of scoring without Spark
  * and of the stages. `src/test/resources/api` has a list for each package, a line for each type
  * and member, as of Scala 2.12. Lines may be added; one that is gone breaks somebody's program,
  * and so does a new abstract method of a type that others implement.
  */
class ApiSuite extends AnyFunSuite {
  import ApiSuite._

  private val lists = Environment.home.resolve("tests/src/test/resources/api")

  for (one <- Packages) test(s"nothing of ${one.getPackageName} is gone") {
    if (!sys.env.get("SPARK_SCALA_VERSION").forall(_ == "2.12"))
      cancel("the lists are those of Scala 2.12")
    val list = lists.resolve(one.getPackageName + ".txt")
    val now = publicTypes(one).map(Signatures.of)
    if (sys.env.contains("SPARK_OPTIM_WRITE_API")) Files.write(list, now.flatMap(_.listed).asJava)
    val breaks = broken(Files.readAllLines(list).asScala.toSeq, now)
    assert(breaks.isEmpty, Remedy + breaks.mkString("\n", "\n", ""))
  }

  test("every package of a jar says since which version it is there") {
    val files = SourceTree.read(Environment.home).main.keySet.filterNot(_.startsWith("benchmarks/"))
    val packages = files.groupBy(_.replaceAll(".*/src/main/[^/]*/(.*)/[^/]*", "$1"))
    val silent = packages.collect {
      case (name, inside)
          if !inside.exists(file => file.endsWith("package-info.java") && since(file)) =>
        name
    }
    assert(packages.contains("sparkoptim/ml/accelerate") && silent.toSeq.sorted === Seq.empty)
  }

  test("a method that is gone, another type of a result and a new abstract method are seen") {
    val now = Signatures.of(classOf[Sample])
    val add = s"${classOf[Sample].getName}: int add(int)"
    val name = s"${classOf[Sample].getName}: abstract String name()"
    val before = now.listed
    assert(before.contains(add) && before.contains(name), before)
    assert(broken(before, Seq(now)) === Seq.empty)
    val other = add.replace("add", "subtract")
    assert(broken(before :+ other, Seq(now)) === Seq(other))
    val wider = add.replace(": int", ": long")
    assert(broken(before.map(_.replace(add, wider)), Seq(now)) === Seq(wider))
    assert(broken(before.filterNot(_ == name), Seq(now)) === Seq(name))
    assert(broken(before.filterNot(_ == add), Seq(now)) === Seq.empty)
    val child = Signatures.of(classOf[Child]) // what moves up from it is still there
    assert(!child.listed.exists(_.contains("add")))
    assert(broken(child.listed :+ add.replace("Sample", "Child"), Seq(child)) === Seq.empty)
  }
}

object ApiSuite {

  /** A type without a version of its own is as old as its package. */
  private def since(file: String): Boolean =
    "(?m)^ \\* @since \\d+\\.\\d+\\.\\d+$".r
      .findFirstIn(Files.readString(Environment.home.resolve(file)))
      .isDefined

  /** A type of each package that has to stay. */
  private val Packages = Seq[Class[_]](
    classOf[sparkoptim.core.OptimMethod],
    classOf[sparkoptim.core.serving.LinearScorer],
    classOf[sparkoptim.ml.LogisticRegression]
  )

  private val Remedy =
    "programs of users break. Keep the old form, deprecated, for a version; where it has to go, say so in CHANGELOG.md and " +
      "write the lists anew: SPARK_OPTIM_WRITE_API=1 bin/test -pl tests -Dtest=none -Dsuites=sparkoptim.ApiSuite"

  /** What this suite tries its comparison on. */
  abstract class Sample {
    def add(value: Int): Int = value + 1
    def name: String
  }

  abstract class Child extends Sample

  /** A type as a list has it, without what it inherits from others that may be listed, and with it.
    */
  private final case class Signatures(listed: Seq[String], all: Seq[String])

  private def broken(before: Seq[String], now: Seq[Signatures]): Seq[String] = {
    val types = before.map(typeOf).toSet
    val added = now.flatMap(_.listed).filterNot(before.toSet)
    before.filterNot(now.flatMap(_.all).toSet) ++
      added.filter(line => line.contains(": abstract ") && types(typeOf(line)))
  }

  private def typeOf(line: String): String = line.takeWhile(c => c != ':' && c != ' ')

  /** The types of a package that are public, as are those around them, without those of other jars.
    */
  private def publicTypes(one: Class[_]): Seq[Class[_]] = {
    val place = Path.of(one.getProtectionDomain.getCodeSource.getLocation.toURI)
    val folder = one.getPackageName.replace('.', '/')
    val names =
      if (Files.isDirectory(place)) namesIn(place.resolve(folder))
      else {
        val jar = FileSystems.newFileSystem(place, one.getClassLoader)
        try namesIn(jar.getPath(folder))
        finally jar.close()
      }
    names
      .filter(name =>
        name.endsWith(".class") && !name.endsWith("$.class") && name != "package-info.class"
      )
      .map(name => s"${one.getPackageName}.${name.stripSuffix(".class")}")
      .sorted
      .map(Class.forName(_, false, one.getClassLoader): Class[_])
      .filter(found => !found.isSynthetic && !found.isAnonymousClass && !found.isLocalClass)
      .filter(found =>
        Iterator.iterate[Class[_]](found)(_.getEnclosingClass).takeWhile(_ != null).forall(visible)
      )
  }

  private def namesIn(folder: Path): Seq[String] = {
    val list = Files.list(folder)
    try list.iterator.asScala.map(_.getFileName.toString).toList
    finally list.close()
  }

  private def visible(found: Class[_]): Boolean = Modifier.isPublic(found.getModifiers)

  private def ours(found: Class[_]): Boolean = found.getName.startsWith("sparkoptim.")

  /** The supertypes of ours and the first ones beyond, without those that nobody can name. */
  private def above(found: Class[_]): Set[Class[_]] = {
    val direct = (found.getInterfaces.toSeq ++ Option[Class[_]](found.getSuperclass)).toSet
    direct.filter(visible) ++ direct.filter(ours).flatMap(above)
  }

  private object Signatures {
    def of(found: Class[_]): Signatures = {
      val open = !Modifier.isFinal(found.getModifiers)
      val kind = if (found.isInterface) "interface" else if (open) "class" else "final class"
      val supers = above(found).map(_.getName).filterNot(_ == "java.lang.Object").toSeq.sorted
      // A line each: a type may gain supertypes, and may not lose any.
      val heading = s"${found.getName} $kind" +: supers.map(s"${found.getName} is a " + _)
      val all = members(found, open)
      // A type that nobody can name gives its members to those below.
      val own = all.filter(m => m.getDeclaringClass == found || !visible(m.getDeclaringClass))
      Signatures(heading ++ lines(found, own), heading ++ lines(found, all))
    }

    private def members(found: Class[_], open: Boolean): Seq[Member] = {
      val chain =
        Iterator.iterate[Class[_]](found)(_.getSuperclass).takeWhile(c => c != null && ours(c))
      val inherited =
        chain.flatMap(_.getDeclaredMethods).filter(m => Modifier.isProtected(m.getModifiers))
      val constructors = found.getDeclaredConstructors.filter { c =>
        Modifier.isPublic(c.getModifiers) || open && Modifier.isProtected(c.getModifiers)
      }
      val all: Seq[Member] =
        found.getMethods.toSeq ++ inherited.filter(_ => open) ++ found.getFields ++ constructors
      // Names with a dollar are Scala's own.
      all.filter(m =>
        ours(m.getDeclaringClass) && !m.isSynthetic && (!m
          .isInstanceOf[Method] || !m.getName.contains("$"))
      )
    }

    private def lines(found: Class[_], members: Seq[Member]): Seq[String] =
      members
        .map(member => s"${found.getName}: ${text(member)}".replace("java.lang.", ""))
        .distinct
        .sorted
  }

  private def text(member: Member): String = {
    val kept = Modifier.PROTECTED | Modifier.STATIC |
      (if (member.getDeclaringClass.isInterface || member.isInstanceOf[Executable])
         Modifier.ABSTRACT
       else 0)
    val modifiers = Modifier.toString(member.getModifiers & kept)
    val start = if (modifiers.isEmpty) "" else modifiers + " "
    member match {
      case method: Method =>
        s"$start${method.getGenericReturnType.getTypeName} ${method.getName}(${parameters(method)})"
      case constructor: Executable => s"${start}new(${parameters(constructor)})"
      case _ =>
        val kind = member.getDeclaringClass.getField(member.getName).getGenericType
        s"$start${kind.getTypeName} ${member.getName}"
    }
  }

  private def parameters(of: Executable): String =
    of.getGenericParameterTypes.map(_.getTypeName).mkString(", ")
}
