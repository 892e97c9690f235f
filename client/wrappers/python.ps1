# pyanalytics-wrapper: reports this start of Python, then runs it.
#
# Install it as python.ps1 and python3.ps1 in a folder that comes first on PATH. On Unix python.sh
# is better: PowerShell runs that as a program, and expands *.py and ~ for it.
#
# PYANALYTICS_CLIENT   the client; else the one beside this file, else the first on PATH
# PYANALYTICS_PYTHON   the interpreter, or its name; else the next one of our name on PATH
# PYANALYTICS_DISABLE=1 or DO_NOT_TRACK=1: report nothing

# Where policy leaves scripts a constrained language only, Python runs all the same: unreported, and
# with its arguments as a script gets them.

# The caller's settings hold in here too.
Set-StrictMode -Off

$file = $MyInvocation.MyCommand.Path
$name = (Split-Path -Leaf $file) -replace '\.ps1$'
$own = Split-Path -Parent $file
$separator = [IO.Path]::DirectorySeparatorChar
$isWindows_ = $separator -eq '\'
$suffix = if ($isWindows_) { '.exe' } else { '' }

# Quotes one argument as CommandLineToArgvW reads it. PowerShell on Unix expands *, ?, [ and ~
# outside quotes.
function ConvertTo-Quoted([string] $word) {
  if ($word -ne '' -and $word -notmatch '[\s"*?\[~]') { return $word }
  '"' + (($word -replace '(\\*)"', '$1$1\"') -replace '(\\+)$', '$1$1') + '"'
}

# What PowerShell hands to a script as two, "-x:" and "y", was one word: "-x:y". An array is as
# many words as it has elements, and $null is none.
function Join-Words([object[]] $values) {
  $part = ''
  foreach ($value in $values) {
    $isPart = $value -is [string] -and $value.EndsWith(':') -and
      $null -ne $value.PSObject.Properties['<CommandParameterName>']
    if ($isPart) { $part = $value; continue }
    foreach ($each in $value) {
      if ($null -ne $each) { $part + [string] $each; $part = '' }
    }
    if ($part) { $part; $part = '' }
  }
}

# The words of a,b: one, but for the spaces around its commas.
function Join-Array($literal, [object[]] $values, [string] $call) {
  $text = [string] $values[0]
  for ($at = 1; $at -lt $values.Count; $at++) {
    $end = $literal.Elements[$at - 1].Extent.EndOffset
    $between = $call.Substring($end, $literal.Elements[$at].Extent.StartOffset - $end)
    $before = if ($between[0] -ne ',') { "`0" }
    $behind = if ($between[-1] -ne ',') { "`0" }
    $text += "$before,$behind" + [string] $values[$at]
  }
  $text -split "`0"
}

# How many values such elements of a call are.
function Measure-Values([object[]] $elements, [bool] $isEnded) {
  $count = 0
  foreach ($element in $elements) {
    if (-not $isEnded -and $element.Extent.Text -eq '--') { $isEnded = $true; continue }
    $count += if ($null -ne $element.Argument) { 2 } else { 1 }
  }
  $count
}

# The arguments as a program would get them. Scripts are not told of "--", of a space behind "-x:",
# of the "d" in 30d, nor that a,b was no array: all are in the text of the call. From the first of
# several @splatted ones on, it cannot tell which is which. Ends before "--%".
function Get-Words([object[]] $values, [string] $call) {
  $tree = [Management.Automation.Language.Parser]::ParseInput($call, [ref] $null, [ref] $null)
  $command = $tree.Find({ $args[0] -is [Management.Automation.Language.CommandAst] }, $false)
  $ready = @()
  $next = 0
  $isEnded = $false
  $elements = @($command.CommandElements | Select-Object -Skip 1)
  for ($at = 0; $at -lt $elements.Count; $at++) {
    $element = $elements[$at]
    if ($element.Splatted) {
      $behind = @($elements | Select-Object -Skip ($at + 1))
      $isLast = @($behind | Where-Object { $_.Splatted }).Count -eq 0
      $own = $values.Count - $next
      if ($isLast) { $own -= Measure-Values $behind $isEnded }
      $ready += @($values | Select-Object -Skip $next -First $own)
      $next += $own
      if ($isLast) { continue } else { break }
    }
    if ($element.Extent.Text -eq '--%') {
      $script:verbatim = '--%', $values[$next + 1]
      return Join-Words $ready
    }
    if (-not $isEnded -and $element.Extent.Text -eq '--') {
      $ready += '--'
      $isEnded = $true
      continue
    }
    $argument = $element
    if ($null -ne $element.Argument) {
      $argument = $element.Argument
      $isApart = $argument.Extent.StartOffset -gt $element.ErrorPosition.EndOffset
      $ready += if ($isApart) { [string] $values[$next] } else { $values[$next] }
      $next++
    }
    $value = $values[$next++]
    if ($argument -is [Management.Automation.Language.ArrayLiteralAst]) {
      $value = @(Join-Array $argument $value $call)
    } elseif ($value -is [decimal] -and $argument.StaticType -eq [decimal]) {
      $value = $argument.Extent.Text
    }
    $ready += , $value
  }
  # What was called otherwise has its arguments as they are.
  if ($next -ne $values.Count) { return Join-Words $values }
  Join-Words $ready
}

function Test-On([string] $value) {
  '', '0', 'no', 'off', 'false' -notcontains $value.Trim()
}

# One of these, which says so in one of its first two lines.
function Test-Wrapper([string] $path) {
  if ($path -like '*.exe') { return $false }
  [bool] (@(Get-Content -LiteralPath $path -TotalCount 2 -ErrorAction SilentlyContinue) -match
    'pyanalytics-wrapper')
}

# Whether a file is more than the Store's stub: that is empty, and starts a Python only where one from
# there is beside it.
function Test-Program($item) {
  $beside = @{ LiteralPath = $item.DirectoryName; Filter = 'PythonSoftwareFoundation.Python.*' }
  $item.Length -gt 0 -or $null -ne (Get-ChildItem @beside -ErrorAction SilentlyContinue)
}

# Not our own folder, no other wrapper, not the Store's stub.
function Find-Program([string] $file) {
  foreach ($folder in ($env:PATH -split [IO.Path]::PathSeparator)) {
    $folder = $folder.Trim('"').TrimEnd('\', '/')
    if ($folder -eq '' -or $folder -eq $own.TrimEnd('\', '/')) { continue }
    # Join-Path complains of drives that are not there.
    $path = $folder + $separator + $file
    $item = Get-Item -LiteralPath $path -ErrorAction SilentlyContinue
    if ($item -and -not $item.PSIsContainer -and (Test-Program $item) -and
      -not (Test-Wrapper $path)) { return $path }
  }
}

# In the background: without our streams, and on Windows without our console.
function Start-Client([string] $file, [string[]] $arguments, [string] $line) {
  $start = New-Object Diagnostics.ProcessStartInfo
  $start.FileName = $file
  $quoted = ($arguments | ForEach-Object { ConvertTo-Quoted $_ }) -join ' '
  $start.Arguments = "$quoted $line"
  $start.UseShellExecute = $false
  $start.WorkingDirectory = (Get-Location -PSProvider FileSystem).ProviderPath
  $start.CreateNoWindow = $true
  $start.RedirectStandardInput = $true
  $start.RedirectStandardOutput = $true
  $start.RedirectStandardError = $true
  $null = [Diagnostics.Process]::Start($start)
}

# To standard error, as it is where that is allowed, else as an error of PowerShell's.
function Write-Line([string] $text) {
  try { [Console]::Error.WriteLine($text) } catch { Write-Error $text -ErrorAction Continue }
}

# The text of this very call; none where no line of PowerShell made it.
$call = try {
  if ($null -ne $MyInvocation.Statement) { $MyInvocation.Statement }
  else {
    [Management.Automation.InvocationInfo].GetProperty('ScriptPosition',
      [Reflection.BindingFlags] 'Instance, NonPublic').GetValue($MyInvocation).Text
  }
} catch { '' }
# "--%" and the text behind it, which PowerShell hands on as it is but for %NAMES%.
$verbatim = @()
$words = @(try { Get-Words $args "$call" } catch { Join-Words $args })
if (-not $call) {
  # "-File" splits "-x:y" as well, without its colon, and leaves out "--%" and what ends in "-x:".
  try {
    $line = [Environment]::GetCommandLineArgs()
    $isFile = "(^|[\\/])$([regex]::Escape($name))\.ps1$"
    $at = [Array]::FindIndex($line, [Predicate[string]] { $args[0] -match $isFile })
    if ($at -ge 0) { $words = @($line | Select-Object -Skip ($at + 1)) }
  } catch {
    # They stay as a script gets them.
  }
}

# A name is not left to PowerShell, for which it would be this file again.
$python = $env:PYANALYTICS_PYTHON
$names = $name, 'python'
if ($python -and $python -notmatch '[\\/]') {
  $names = @($python -replace '\.exe$')
  $python = ''
}
if ($python -and (Test-Wrapper $python)) { $python = '' }
foreach ($each in $names) {
  if (-not $python) { $python = Find-Program ($each + $suffix) }
}
if (-not $python) {
  Write-Line "${name}: no such interpreter on PATH; PYANALYTICS_PYTHON can name one"
  exit 127
}
if (-not (Test-Path -LiteralPath $python -PathType Leaf)) {
  Write-Line "${name}: no interpreter at ${python}, which PYANALYTICS_PYTHON names"
  exit 127
}

if (-not ((Test-On $env:PYANALYTICS_CHILD) -or (Test-On $env:PYANALYTICS_DISABLE) -or
    (Test-On $env:DO_NOT_TRACK))) {
  try {
    $client = $env:PYANALYTICS_CLIENT
    $beside = $own + $separator + 'pyanalytics-client' + $suffix
    if (-not $client -and (Test-Path -LiteralPath $beside)) { $client = $beside }
    if (-not $client) { $client = Find-Program ('pyanalytics-client' + $suffix) }
    if ($client) {
      $arguments = @('--wrapper', 'ps1', '--python', $python, '--') + $words
      Start-Client $client $arguments ([Environment]::ExpandEnvironmentVariables("$($verbatim[1])"))
    }
  } catch {
    # Python starts whether or not this could be reported.
  }
}

# PowerShell's own way to run programs, so that it can read from a pipeline and write to one. How
# that quotes differs between versions: in this mode, what has quotes already is left as it is.
$PSNativeCommandArgumentPassing = 'Legacy'
$quoted = @(foreach ($word in $words) { ConvertTo-Quoted $word })
# What stays where it does not start.
$global:LASTEXITCODE = 127
# Were "input" written as a variable, "-File" would read the caller's bytes as lines of text.
if ($MyInvocation.ExpectingInput) { (Get-Variable -Name input).Value | & $python $quoted @verbatim }
else { & $python $quoted @verbatim }
exit $LASTEXITCODE
