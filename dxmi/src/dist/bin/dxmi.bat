@echo off
rem Runs the dxmi command line from an unpacked archive. Needs Java 17 or newer.
rem   DXMI_JAVA_OPTS   further options of the JVM, for instance -Xmx8g
rem   OMP_NUM_THREADS  threads of the engine
setlocal
set "ROOT=%~dp0.."
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" -version >nul 2>&1 || (echo dxmi: expected Java 17 or newer, found none: install it, or set JAVA_HOME 1>&2 & exit /b 2)
if not defined OMP_NUM_THREADS set "OMP_NUM_THREADS=1"
set "OPT_OUT_TRACKING=true"
set "DJL_OFFLINE=true"
for %%A in (%*) do if "%%~A"=="--download" set "DJL_OFFLINE=false"
"%JAVA%" -XX:+UseSerialGC -Djava.awt.headless=true -Dorg.slf4j.simpleLogger.defaultLogLevel=error -Dai.djl.pytorch.num_threads=%OMP_NUM_THREADS% -Dai.djl.pytorch.num_interop_threads=1 "-Ddxmi.home=%ROOT%" %DXMI_JAVA_OPTS% -cp "%ROOT%\lib\*" io.dxmi.cli.Main %*
exit /b %ERRORLEVEL%
